import type { ServerResponse } from 'node:http';
import type { Cost } from '../../admission/throttle.ts';
import { originOf } from '../../directory/url-parts.ts';
import type { DeviceAuthorizations } from '../browser/device-authorization.ts';
import { createDeviceAuthorizations } from '../browser/device-authorizations.ts';
import type { Interactions } from '../browser/interaction.ts';
import { createInteractions } from '../browser/interactions.ts';
import type { Logouts } from '../browser/logout.ts';
import { createLogouts, type LogoutParts } from '../browser/logouts.ts';
import type { BrowserSessions } from '../browser/session.ts';
import type { Issuers } from '../issuers.ts';
import { readIdTokenHint } from '../jwt/id-token.ts';
import { createLibrary, type Library, type LibraryParts } from '../provider/handler.ts';
import { authorizationFormEndpoint } from './authorization-form.ts';
import { authorizationEndpoint } from './authorize.ts';
import { handleCheckSession } from './check-session.ts';
import { discoveryDocument } from './discovery.ts';
import { createDispatcher } from './dispatch.ts';
import { handleEndSession } from './end-session.ts';
import {
  browserEndpoint,
  type Endpoint,
  type EndpointSet,
  endpoint,
  type HandlerArguments,
  publicEndpoint,
} from './endpoint.ts';
import type { LibraryAccess } from './forward.ts';
import { handleIntrospection, type IntrospectionEndpointParts } from './introspection.ts';
import { toldOnPage } from './page-refusal.ts';
import type { PasswordEndpointParts } from './password.ts';
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
import { handleRevocation, type RevocationEndpointParts } from './revocation.ts';
import type { AddToLog, RoutedRequest } from './routed-request.ts';
import { tokenEndpoint } from './token.ts';
import { handleUserInfo, type UserInfoParts } from './user-info.ts';

export type EndpointsParts = Omit<LibraryParts, 'issuer' | 'readHint'> &
  Omit<IntrospectionEndpointParts, 'issuer'> &
  RevocationEndpointParts &
  UserInfoParts &
  Pick<PasswordEndpointParts, 'signIn'> &
  Pick<LibraryAccess, 'writing' | 'isSignInRefused'> & {
    readonly sessions: BrowserSessions;
    readonly issuers: Issuers;
  };

export interface Endpoints {
  /** The methods of the endpoints by path, below the prefix, in lower case; `:id` stands for any segment. */
  readonly methods: ReadonlyMap<string, readonly string[]>;
  /** By path: what a request costs of its network's budget, before anything of it is read. */
  readonly costs: ReadonlyMap<string, Cost>;
  /**
   * Handles a request whose `url` is one of the paths, with or without a query. `originalUrl` is the URL as it was fetched,
   * from which links in the response take their prefix. Reads the body itself, never throws, and passes who asked for what
   * to `note`, for the log.
   */
  readonly handle: (request: RoutedRequest, response: ServerResponse, note?: AddToLog) => Promise<void>;
  /** For the pages of sign-in and consent. */
  readonly interactions: Interactions;
  /** For the page of devices without a browser. */
  readonly devices: DeviceAuthorizations;
  /** For the sign-out page. */
  readonly logouts: Logouts;
}

/** Makes the endpoints, for each issuer, and what the pages need. */
export function createEndpoints(parts: EndpointsParts): Endpoints {
  const { issuers } = parts;
  const readHint = async (text: string) => {
    await parts.keys.refresh();
    return readIdTokenHint(text, issuers.all, (kid) => parts.keys.find(kid, parts.now()));
  };
  const logoutParts = { applications: parts.directory.applications, sessions: parts.sessions, readHint };
  const libraries = new Map(issuers.all.map((issuer) => [issuer, createLibrary({ ...parts, issuer, readHint })]));
  const sets = new Map(
    [...libraries].map(([issuer, library]) => [issuer, createEndpointSet({ ...parts, issuer }, library, logoutParts)]),
  );
  const defaultIssuer = issuers.of('');
  const endpoints = sets.get(defaultIssuer) as EndpointSet;
  const library = libraries.get(defaultIssuer) as ReturnType<typeof createLibrary>;
  return {
    methods: new Map([...endpoints].map(([path, { methods }]) => [path, methods])),
    costs: new Map([...endpoints].flatMap(([path, { cost }]) => (cost ? [[path, cost] as const] : []))),
    handle: createDispatcher((prefix) => sets.get(issuers.of(prefix)) ?? endpoints, parts),
    interactions: createInteractions(parts),
    devices: createDeviceAuthorizations({ ...parts, provider: async () => (await library()).provider }),
    logouts: createLogouts(logoutParts),
  };
}

const get = ['GET', 'HEAD'];

function createEndpointSet(
  parts: EndpointsParts & { readonly issuer: string },
  library: () => Promise<Library>,
  logoutParts: LogoutParts,
): EndpointSet {
  const { issuer, externalUrl, errorIds, keys, now, writing, isSignInRefused } = parts;
  const access = { library, writing, externalUrl, now, isSignInRefused };
  const signer = (at: number) => keys.signer(at);
  const withLibrary = (handle: (...request: [...HandlerArguments, LibraryAccess]) => Promise<void>) => {
    return (...request: HandlerArguments) => handle(...request, access);
  };
  const metadata = (path: string) =>
    publicEndpoint((request) =>
      discoveryDocument(
        issuer,
        keys.algorithms(now()),
        `${originOf(externalUrl)}${prefixOf(request.originalUrl ?? '', path)}`,
      ),
    );
  const authorization = withLibrary(authorizationEndpoint(parts));
  const logout = { ...logoutParts, externalUrl, errorIds };
  const page = (path: string, shown: Endpoint) => [path, toldOnPage(path, shown, parts)] as const;
  return new Map<string, Endpoint>([
    [discoveryPath, metadata(discoveryPath)],
    [authorizationServerPath, metadata(authorizationServerPath)],
    [keySetPath, publicEndpoint(() => ({ keys: keys.published(now()) }))],
    [tokenPath, endpoint(['POST'], withLibrary(tokenEndpoint({ ...parts, signer })))],
    [
      pushedAuthorizationPath,
      endpoint(['POST'], withLibrary(authorizationFormEndpoint(pushedAuthorizationPath, parts))),
    ],
    [
      deviceAuthorizationPath,
      endpoint(['POST'], withLibrary(authorizationFormEndpoint(deviceAuthorizationPath, parts))),
    ],
    page(authorizationPath, { ...browserEndpoint([...get, 'POST'], authorization), cost: 'authorization' }),
    [`${authorizationPath}/:id`, browserEndpoint(get, authorization)],
    page(
      endSessionPath,
      browserEndpoint([...get, 'POST'], (...request) => handleEndSession(...request, logout)),
    ),
    [introspectionPath, endpoint(['POST'], (...request) => handleIntrospection(...request, parts))],
    [revocationPath, endpoint(['POST'], (...request) => handleRevocation(...request, parts))],
    [userInfoPath, endpoint([...get, 'POST'], (...request) => handleUserInfo(...request, parts))],
    [checkSessionPath, browserEndpoint(get, (_request, response) => handleCheckSession(response))],
  ]);
}
