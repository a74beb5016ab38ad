import type { ServerResponse } from 'node:http';
import { callerOf } from '../../admission/caller.ts';
import type { Applications } from '../../directory/application.ts';
import { scopeNames } from '../../directory/scope.ts';
import { pathOf, queryOf } from '../../directory/target.ts';
import { sendRedirect } from '../answer.ts';
import { requestIn, type TicketParts, type WaitingRequest } from '../browser/ticket.ts';
import { toLibrary } from '../provider/extra-parameters.ts';
import { frontRequest } from '../provider/front-request.ts';
import { isRegisteredUri } from '../provider/redirect-uri.ts';
import { userScopes } from '../provider/user-scopes.ts';
import { clientFieldLengths } from './client-authentication.ts';
import type { Note, RoutedRequest } from './endpoints.ts';
import { fieldsIn, readFields } from './form.ts';
import type { LibraryAccess } from './library-request.ts';
import { authorizationPath, prefixOf } from './paths.ts';

export interface AuthorizationParts extends TicketParts {
  readonly applications: Applications;
}

/**
 * The authorization endpoint (OpenID Connect Core section 3.1.2): a browser comes with the request in the query or a
 * form, and comes back to a path below when the person has signed in and consented.
 */
export function answerAuthorization(parts: AuthorizationParts) {
  return async (
    request: RoutedRequest,
    response: ServerResponse,
    note: Note,
    { library, writing, externalUrl, isSignInRefused }: LibraryAccess,
  ): Promise<void> => {
    const path = pathOf(request.url);
    const prefix = prefixOf(request.originalUrl ?? '', path);
    if (isSignInRefused) return sendRedirect(response, `${prefix}/web/login`); // Which says why.
    const read = path === authorizationPath ? begin : goOn;
    const { client, ...asked } = await read(request, parts);
    const account = client?.slice(0, clientFieldLengths.client_id) ?? '';
    note({ client: account });
    const passOn = ['cookie'];
    using _turn = await writing.enter(
      callerOf({ organizationId: '', clientIp: request.clientIp ?? null, account }, false),
    );
    await library().handle(
      frontRequest({ method: 'GET', ...asked, prefix, externalUrl, caller: request, passOn }),
      response,
    );
  };
}

/** What the library is asked, and on whose behalf. */
interface Asked {
  readonly url: string;
  readonly client: string | null;
  readonly waiting?: WaitingRequest | undefined;
}

async function begin(request: RoutedRequest): Promise<Asked> {
  const given = request.method === 'POST' ? await readFields(request) : fieldsIn(queryOf(request.url));
  const parameters = toLibrary(given);
  return { url: `${authorizationPath}?${parameters}`, client: parameters.get('client_id') };
}

async function goOn(request: RoutedRequest, parts: AuthorizationParts): Promise<Asked> {
  const waiting = requestIn(request.url, request, parts);
  const stands = waiting !== undefined && (await isStillGood(waiting, parts.applications));
  // The library has a page for a request that it does not find.
  if (!stands) return { url: `${authorizationPath}/unknown`, client: null };
  return { url: `${authorizationPath}/${waiting.id}`, client: text(waiting.params.client_id), waiting };
}

/** What the application was when the request was checked it may not be any more. */
async function isStillGood({ params }: WaitingRequest, applications: Applications): Promise<boolean> {
  const application = await applications.findByClientId(text(params.client_id));
  if (!application?.isActive || !isRegisteredUri(application.redirectUris, text(params.redirect_uri))) return false;
  const available = userScopes(await applications.scopes(application));
  return scopeNames(text(params.scope)).every((name) => available.includes(name));
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
