import type { ServerResponse } from 'node:http';
import { queryOf } from '../../directory/url-parts.ts';
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
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly errorIds: ErrorIds;
}

/** What the sign-out page needs to know of the request. The hint has served its purpose, and is too telling for a URL. */
const keptParameters = ['client_id', 'post_logout_redirect_uri', 'state', 'ui_locales'];

/**
 * The end session endpoint (OpenID Connect RP-Initiated Logout). With an ID token of the person who is signed in, the
 * session ends at once, and so does the session of the ID token where the browser brings none along; otherwise a page asks,
 * because anybody can send a browser here.
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
    note({ client: query.get('client_id') ?? '', oauthError: failed.error, reason: logout.refusal });
    const parameters = Object.fromEntries(query);
    const traceId = request.traceId ?? null;
    return sendRedirect(response, errorPageUrl(failed, { externalUrl, errorIds, prefix, traceId, parameters }));
  }
  note({ client: logout.application?.id ?? '' });
  const session = await sessions.current(request);
  const { hint } = logout;
  const page = `${externalUrl}${prefix}/web/logout`;
  const isDone = session === undefined && hint !== undefined && (await endHintedSession(sessions, hint));
  // A browser keeps its cookie from a form of another site, and brings it along to the page.
  const isCertain = isDone || (session ? isSessionOfHint(session, hint) : request.method !== 'POST');
  if (!isCertain) return sendRedirect(response, `${page}?${keepParameters(query, logout.application?.id)}`);
  await sessions.end(request, response);
  sendRedirect(response, logout.redirectTo ?? page);
}

const isSessionOfHint = ({ user }: BrowserSession, hint: IdTokenHint | undefined): boolean =>
  hint?.userId === user.id && hint.organizationId === user.organizationId;

/** Ends the session in which the ID token was issued. Answers whether it was there. */
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
