import type { ServerResponse } from 'node:http';
import { maxClientIdLength } from '../../directory/application.ts';
import { originOf, queryOf } from '../../directory/url-parts.ts';
import { type LogoutParts, readLogoutRequest } from '../browser/logouts.ts';
import type { BrowserSession, BrowserSessions } from '../browser/session.ts';
import type { IdTokenHint } from '../jwt/id-token.ts';
import { errorPageUrl } from '../provider/error-page.ts';
import type { ErrorIds } from './error-id.ts';
import { fieldsIn, readFields } from './form.ts';
import { endSessionPath, prefixOf } from './paths.ts';
import { sendRedirect } from './response.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

export interface EndSessionParts extends LogoutParts {
  /** The URL under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly errorIds: ErrorIds;
}

/** The parameters that the sign-out page gets. The hint is not needed any more, and reveals too much for a URL. */
const keptParameters = ['client_id', 'post_logout_redirect_uri', 'state', 'ui_locales'];

/**
 * The end session endpoint (OpenID Connect RP-Initiated Logout). With an ID token of the signed-in person as hint, the
 * session ends at once; so does the session of the hint if the browser sends no session. Otherwise a page asks, because
 * anyone can send a browser here.
 */
export async function handleEndSession(
  request: RoutedRequest,
  response: ServerResponse,
  note: AddToLog,
  parts: EndSessionParts,
): Promise<void> {
  const { externalUrl, errorIds, sessions } = parts;
  const query = await readParameters(request);
  const prefix = prefixOf(request.originalUrl ?? '', endSessionPath);
  const logout = await readLogoutRequest(parts, query);
  if (logout.refusal !== undefined) {
    const failed = { error: 'invalid_request', error_description: logout.refusal };
    const client = (logout.clientId ?? query.get('client_id') ?? '').slice(0, maxClientIdLength);
    note({ client, oauthError: failed.error, reason: logout.refusal });
    const parameters = Object.fromEntries(query);
    const traceId = request.traceId ?? null;
    return sendRedirect(response, errorPageUrl(failed, { externalUrl, errorIds, prefix, traceId, parameters }));
  }
  note({ client: logout.application?.id ?? '' });
  const session = await sessions.current(request);
  const { hint } = logout;
  const page = `${originOf(externalUrl)}${prefix}/web/logout`;
  const isDone = session === undefined && hint !== undefined && (await endHintedSession(sessions, hint));
  // A browser withholds the cookie from a form of another site, but sends it with the page.
  const isCertain = isDone || (session ? isSessionOfHint(session, hint) : request.method !== 'POST');
  if (!isCertain) return sendRedirect(response, `${page}?${keepParameters(query, logout.application?.id)}`);
  await sessions.end(request, response);
  sendRedirect(response, logout.redirectTo ?? page);
}

const isSessionOfHint = ({ user }: BrowserSession, hint: IdTokenHint | undefined): boolean =>
  hint?.userId === user.id && hint.organizationId === user.organizationId;

/** Ends the session in which the ID token was issued. Returns whether there was one. */
const endHintedSession = async (
  sessions: BrowserSessions,
  { userId: id, organizationId, sessionId }: IdTokenHint,
): Promise<boolean> => sessionId !== undefined && (await sessions.endNamed({ organizationId, id }, sessionId));

async function readParameters(request: RoutedRequest): Promise<URLSearchParams> {
  return request.method === 'POST' ? await readFields(request) : fieldsIn(queryOf(request.url));
}

function keepParameters(query: URLSearchParams, clientId: string | undefined): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const name of keptParameters) {
    const value = query.get(name);
    if (value) parameters.set(name, value);
  }
  if (clientId !== undefined) parameters.set('client_id', clientId);
  return parameters;
}
