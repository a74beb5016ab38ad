import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Cost } from '../../admission/throttle.ts';
import { pathOf } from '../../directory/url-parts.ts';
import { isUnavailable } from '../../errors.ts';
import type { DeviceAuthorizations } from '../browser/device-authorization.ts';
import { createDeviceAuthorizations } from '../browser/device-authorizations.ts';
import type { Interactions } from '../browser/interaction.ts';
import { createInteractions } from '../browser/interactions.ts';
import type { Logouts } from '../browser/logout.ts';
import { createLogouts, type LogoutParts } from '../browser/logouts.ts';
import type { BrowserSessions } from '../browser/session.ts';
import type { Issuers } from '../issuers.ts';
import { readIdTokenHint } from '../jwt/id-token.ts';
import { keySetCacheSeconds } from '../keys/schedule.ts';
import { createLibrary, type Library, type LibraryParts } from '../provider/handler.ts';
import { sendFault, sendJson } from './answer.ts';
import { answerAuthorization } from './authorize.ts';
import { answerCheckSession } from './check-session.ts';
import { discoveryDocument } from './discovery.ts';
import { answerEndSession } from './end-session.ts';
import { answerIntrospection, type IntrospectionEndpointParts } from './introspection.ts';
import { answerAuthorizationForm, type LibraryAccess } from './library-request.ts';
import {
  authorizationPath,
  authorizationServerPath,
  checkSessionPath,
  deviceAuthorizationPath,
  discoveryPath,
  endSessionPath,
  introspectionPath,
  keySetPath,
  prefixOf,
  pushedAuthorizationPath,
  revocationPath,
  tokenPath,
  userInfoPath,
} from './paths.ts';
import { answerRefusal } from './refusal.ts';
import { answerRevocation, type RevocationEndpointParts } from './revocation.ts';
import type { Note, RoutedRequest } from './routed-request.ts';
import { answerTokenRequest } from './token.ts';
import { answerUserInfo, type UserInfoParts } from './user-info.ts';

export type EndpointsParts = Omit<LibraryParts, 'issuer' | 'readHint'> &
  Omit<IntrospectionEndpointParts, 'issuer'> &
  RevocationEndpointParts &
  UserInfoParts &
  Pick<LibraryAccess, 'writing' | 'isSignInRefused'> & {
    readonly sessions: BrowserSessions;
    readonly issuers: Issuers;
  };

export interface Endpoints {
  /** Below the prefix, in lower case; `:id` stands for any segment. */
  readonly paths: readonly string[];
  /** As what a browser that was sent there counts for its network, before anything is read. */
  readonly costs: ReadonlyMap<string, Cost>;
  readonly handle: (request: RoutedRequest, response: ServerResponse, note?: Note) => Promise<void>;
  readonly interactions: Interactions;
  readonly devices: DeviceAuthorizations;
  readonly logouts: Logouts;
}

type Exchange = [request: RoutedRequest, response: ServerResponse, note: Note];

interface Endpoint {
  readonly methods: readonly string[];
  /** Browsers are sent there; a page of another origin has nothing to read there. */
  readonly isForBrowsers?: true;
  readonly cost?: Cost;
  readonly answer: (...exchange: Exchange) => Promise<void> | void;
}

type EndpointSet = ReadonlyMap<string, Endpoint>;

/** What everyone may read, pages of other origins included, and keep for a while. */
const publicDocument = {
  'access-control-allow-origin': '*',
  'cache-control': `public, max-age=${keySetCacheSeconds}`,
};

/** Makes every endpoint that is live, and what the pages need to answer what they ask. */
export function createEndpoints(parts: EndpointsParts): Endpoints {
  const { issuers } = parts;
  const readHint = async (text: string) => {
    await parts.keys.refresh();
    return readIdTokenHint(text, issuers.all, (kid) => parts.keys.find(kid, parts.now()));
  };
  const logoutParts = { applications: parts.directory.applications, sessions: parts.sessions, readHint };
  const libraries = new Map(issuers.all.map((issuer) => [issuer, createLibrary({ ...parts, issuer, readHint })]));
  const sets = new Map(
    [...libraries].map(([issuer, library]) => [issuer, endpointsOf({ ...parts, issuer }, library, logoutParts)]),
  );
  const usual = issuers.of('');
  const endpoints = sets.get(usual) as EndpointSet;
  const provider = () => (libraries.get(usual) as () => Library)().provider;
  provider(); // Made now, no request has to wait for it.
  return {
    paths: [...endpoints.keys()],
    costs: new Map([...endpoints].flatMap(([path, { cost }]) => (cost ? [[path, cost] as const] : []))),
    handle: createHandler((prefix) => sets.get(issuers.of(prefix)) ?? endpoints, parts),
    interactions: createInteractions(parts),
    devices: createDeviceAuthorizations({ ...parts, provider }),
    logouts: createLogouts(logoutParts),
  };
}

function endpointsOf(
  parts: EndpointsParts & { readonly issuer: string },
  library: () => Library,
  logoutParts: LogoutParts,
): EndpointSet {
  const { issuer, externalUrl, errorIds, keys, now, writing, isSignInRefused } = parts;
  const access = { library, writing, externalUrl, now, isSignInRefused };
  const post = (answer: (...exchange: [...Exchange, LibraryAccess]) => Promise<void>): Endpoint => ({
    methods: ['POST'],
    answer: (...exchange) => answer(...exchange, access),
  });
  const metadata = (path: string) =>
    readable((request) => discoveryDocument(issuer, `${externalUrl}${prefixOf(request.originalUrl ?? '', path)}`));
  return new Map<string, Endpoint>([
    [discoveryPath, metadata(discoveryPath)],
    [authorizationServerPath, metadata(authorizationServerPath)],
    [keySetPath, readable(() => ({ keys: keys.published(now()) }))],
    [tokenPath, post(answerTokenRequest({ ...parts, signer: (at) => keys.signer(at) }))],
    [pushedAuthorizationPath, post(answerAuthorizationForm(pushedAuthorizationPath, parts))],
    [deviceAuthorizationPath, post(answerAuthorizationForm(deviceAuthorizationPath, parts))],
    [
      authorizationPath,
      {
        ...post(answerAuthorization(parts)),
        methods: ['GET', 'HEAD', 'POST'],
        isForBrowsers: true,
        cost: 'authorization',
      },
    ],
    [
      `${authorizationPath}/:id`,
      { ...post(answerAuthorization(parts)), methods: ['GET', 'HEAD'], isForBrowsers: true },
    ],
    [
      endSessionPath,
      {
        methods: ['GET', 'HEAD', 'POST'],
        isForBrowsers: true,
        answer: (...exchange) => answerEndSession(...exchange, { ...logoutParts, externalUrl, errorIds }),
      },
    ],
    [introspectionPath, { methods: ['POST'], answer: (...exchange) => answerIntrospection(...exchange, parts) }],
    [revocationPath, { methods: ['POST'], answer: (...exchange) => answerRevocation(...exchange, parts) }],
    [
      userInfoPath,
      {
        methods: ['GET', 'HEAD', 'POST'],
        answer: (...exchange) => answerUserInfo(...exchange, parts),
      },
    ],
    [
      checkSessionPath,
      { methods: ['GET', 'HEAD'], isForBrowsers: true, answer: (_request, response) => answerCheckSession(response) },
    ],
  ]);
}

/** It answers whatever happens, and never throws. */
function createHandler(
  endpointsFor: (prefix: string) => EndpointSet,
  { keys, throttle, onFault }: Pick<EndpointsParts, 'keys' | 'throttle' | 'onFault'>,
): Endpoints['handle'] {
  return async (request: RoutedRequest, response: ServerResponse, note: Note = () => {}): Promise<void> => {
    Object.assign(request, { note });
    try {
      const path = pathOf(request.url);
      const endpoints = endpointsFor(prefixOf(request.originalUrl ?? '', path));
      const endpoint = endpoints.get(path) ?? endpoints.get(path.replace(/[^/]+$/, ':id'));
      if (!endpoint) response.writeHead(404, { 'content-length': 0 }).end();
      else if (isPreflight(request) && !endpoint.isForBrowsers) answerPreflight(request, response, endpoint);
      else if (!endpoint.methods.includes(request.method ?? '')) refuseMethod(response, endpoint);
      else {
        await keys.refresh();
        await endpoint.answer(request, response, note);
      }
    } catch (error) {
      if (response.destroyed) return; // The caller went away in the middle of the request.
      const isAnswered = await answerRefusal(error, request, response, throttle);
      if (!isAnswered || isUnavailable(error)) onFault(error);
      if (isAnswered) return;
      if (response.headersSent) response.destroy();
      else sendFault(response);
    }
  };
}

const readable = (document: (request: RoutedRequest) => object): Endpoint => ({
  methods: ['GET', 'HEAD'],
  answer: (request, response) => sendJson(response, 200, document(request), publicDocument),
});

function refuseMethod(response: ServerResponse, { methods }: Endpoint): void {
  response.writeHead(405, { allow: methods.join(', '), 'content-length': 0 }).end();
}

/** A browser asks before it sends a request with headers of its own (Fetch standard, CORS preflight). */
const isPreflight = ({ method, headers }: IncomingMessage): boolean =>
  method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined;

/** Which client the page speaks for is not known yet: whether it may read the answer is decided with the request. */
function answerPreflight({ headers }: IncomingMessage, response: ServerResponse, { methods }: Endpoint): void {
  response
    .writeHead(204, {
      'access-control-allow-origin': headers.origin,
      'access-control-allow-methods': methods.join(', '),
      'access-control-allow-headers': headers['access-control-request-headers'] ?? '',
      'access-control-max-age': '3600',
      vary: 'Origin, Access-Control-Request-Headers',
    })
    .end();
}
