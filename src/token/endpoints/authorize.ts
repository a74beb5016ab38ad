import type { ServerResponse } from 'node:http';
import { callerOf } from '../../admission/caller.ts';
import type { Applications } from '../../directory/application.ts';
import { scopeNames } from '../../directory/scope.ts';
import { pathOf, queryOf } from '../../directory/url-parts.ts';
import { hangUpSignal } from '../../hang-up.ts';
import type { BrowserSessions } from '../browser/session.ts';
import {
  findWaitingRequest,
  hasBegunInBrowser,
  readWaitingRequest,
  type TicketParts,
  type WaitingRequest,
} from '../browser/waiting-request.ts';
import { clientFieldLengths } from '../client/presented-credentials.ts';
import { isFirstUse, type ReplayStore } from '../dpop/replay.ts';
import {
  organizationParameter,
  resourceParameter,
  strengthParameter,
  toLibraryParameters,
} from '../provider/extra-parameters.ts';
import { hintedParameter } from '../provider/hinted-user.ts';
import { libraryRequest } from '../provider/library-request.ts';
import { isRegisteredUri } from '../provider/redirect-uri.ts';
import { userScopes } from '../provider/user-scopes.ts';
import { fieldsIn, readFields } from './form.ts';
import type { LibraryAccess } from './forward.ts';
import { authorizationPath, prefixOf } from './paths.ts';
import { sendRedirect } from './response.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';

export interface AuthorizationParts extends TicketParts {
  readonly applications: Applications;
  readonly sessions: Pick<BrowserSessions, 'current'>;
  readonly grants: ReplayStore;
}

/**
 * The authorization endpoint (OpenID Connect Core section 3.1.2): a browser brings the request in the query or a form, and
 * comes back to a path below when the person has signed in and consented.
 */
export function authorizationEndpoint(parts: AuthorizationParts) {
  return async (
    request: RoutedRequest,
    response: ServerResponse,
    note: AddToLog,
    { library, writing, externalUrl, isSignInRefused }: LibraryAccess,
  ): Promise<void> => {
    const path = pathOf(request.url);
    const prefix = prefixOf(request.originalUrl ?? '', path);
    if (isSignInRefused) return sendRedirect(response, `${prefix}/web/login`); // The page says why.
    const read = path === authorizationPath ? readNewRequest : readResumedRequest;
    const { client, ...asked } = await read(request, parts);
    const account = client?.slice(0, clientFieldLengths.client_id) ?? '';
    note({ client: account });
    const passOn = ['cookie'];
    const caller = callerOf({ organizationId: '', clientIp: request.clientIp ?? null, account }, false);
    using _turn = await writing.enter(caller, hangUpSignal(response));
    const going = await useOnce(asked, parts);
    const { handle } = await library();
    await handle(libraryRequest({ method: 'GET', ...going, prefix, externalUrl, caller: request, passOn }), response);
  };
}

/** The request that the library gets. */
interface ForwardedRequest {
  readonly url: string;
  readonly waiting?: WaitingRequest | undefined;
}

/** That request, and the client that it names. */
interface AuthorizationRequest extends ForwardedRequest {
  readonly client: string | null;
}

/** A request that does not exist: the library shows an error page for it. */
const unknownRequest: AuthorizationRequest = { url: `${authorizationPath}/unknown`, client: null };

async function readNewRequest(request: RoutedRequest): Promise<AuthorizationRequest> {
  const given = request.method === 'POST' ? await readFields(request) : fieldsIn(queryOf(request.url));
  return newRequest(toLibraryParameters(given));
}

const newRequest = (parameters: URLSearchParams): AuthorizationRequest => ({
  url: `${authorizationPath}?${parameters}`,
  client: parameters.get('client_id'),
});

async function readResumedRequest(request: RoutedRequest, parts: AuthorizationParts): Promise<AuthorizationRequest> {
  const asked = readWaitingRequest(request.url, parts);
  const waiting = await findLiveRequest(request, parts);
  if (asked && !waiting) return newRequest(restartParameters(asked, hasBegunInBrowser(request.url, request, parts)));
  const stands = waiting !== undefined && (await isStillAllowed(waiting, parts.applications));
  if (!stands) return unknownRequest;
  return { url: `${authorizationPath}/${waiting.id}`, client: text(waiting.params.client_id), waiting };
}

/** The request, if it began in this browser and its session has not ended. */
async function findLiveRequest(request: RoutedRequest, parts: AuthorizationParts): Promise<WaitingRequest | undefined> {
  const waiting = findWaitingRequest(request.url, request, parts);
  if (!waiting?.session) return waiting;
  const session = await parts.sessions.current(request);
  return session?.id === waiting.session.uid ? waiting : undefined;
}

/**
 * The parameters for starting a request again that began in another browser or session, or too long ago, as if its
 * application had sent the browser: the person does not have to go back. A request of another browser always asks for
 * consent, because the person may have been lured to it.
 */
function restartParameters({ params }: WaitingRequest, isOfThisBrowser: boolean): URLSearchParams {
  // `resource` is a parameter of the library; the resources that the application named are in one of ours.
  const { resource: _own, ...asked } = params;
  const given = Object.entries(asked).map(([name, value]): [string, string] => [name, String(value ?? '')]);
  const parameters = toLibraryParameters(new URLSearchParams(given));
  const prompts = isOfThisBrowser ? [] : ['consent', ...text(params.prompt).split(' ')];
  if (prompts.length > 0) parameters.set('prompt', [...new Set(prompts)].join(' ').trim());
  for (const name of [hintedParameter, organizationParameter, strengthParameter, resourceParameter]) {
    if (params[name]) parameters.set(name, String(params[name]));
  }
  return parameters;
}

/**
 * Uses the result of a sign-in or consent once, also when the person goes back in the browser. Going back to the sign-in
 * starts the request again; going back to the consent shows that the request is over.
 */
async function useOnce(asked: ForwardedRequest, { grants, now }: AuthorizationParts): Promise<ForwardedRequest> {
  const { waiting } = asked;
  if (!waiting?.result || 'error' in waiting.result) return asked;
  const use = { model: 'Interaction', id: waiting.id, expiresAt: waiting.until };
  if (await isFirstUse(use, grants, now())) return asked;
  return waiting.prompt === 'login' ? newRequest(restartParameters(waiting, true)) : unknownRequest;
}

/** Checks the request again: the application may have changed since it was made. */
async function isStillAllowed({ params }: WaitingRequest, applications: Applications): Promise<boolean> {
  const application = await applications.findByClientId(text(params.client_id));
  if (!application?.isActive || !isRegisteredUri(application.redirectUris, text(params.redirect_uri))) return false;
  const available = userScopes(await applications.scopes(application));
  return scopeNames(text(params.scope)).every((name) => available.includes(name));
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
