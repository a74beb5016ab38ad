import type { IncomingMessage } from 'node:http';
import { inspect } from 'node:util';
import { cookieScopeOf } from '../cookie.ts';
import type { Actor } from '../directory/permission/actor.ts';
import { originOf } from '../directory/url-parts.ts';
import { GatehouseError, isLoggedEachTime } from '../errors.ts';
import { KeySets } from '../outgoing/key-sets.ts';
import { TrustedIssuers } from '../outgoing/trusted-issuers.ts';
import { type ApiTokens, createApiTokens } from './api-tokens.ts';
import { type AuthenticationParts, authenticateBearer } from './bearer/authenticate.ts';
import { createBearerVerifier } from './bearer/bearer.ts';
import { authenticateBrowser } from './browser/authenticate.ts';
import { type ConnectedApplications, createConnectedApplications } from './browser/connected-applications.ts';
import type { BrowserSessions } from './browser/session.ts';
import { createBrowserSessions } from './browser/sessions.ts';
import { withPortalCallback } from './client/portal-client.ts';
import type { Endpoints } from './endpoints/endpoints.ts';
import { createErrorIds, type ErrorIds } from './endpoints/error-id.ts';
import { createIssuers, type Issuers } from './issuers.ts';
import { openKeyRing } from './keys/key-ring.ts';
import { LogoutDelivery } from './logout/delivery.ts';
import type { TokenServiceParts } from './token-service-parts.ts';

/** The parts of a request that a DPoP proof is about, for access tokens that are bound to a key. */
export interface DpopRequest {
  /** The value of the header `DPoP`. */
  readonly proof: string | undefined;
  readonly method: string;
  /** The path as it was fetched, without the query. */
  readonly path: string;
  /** The proof was verified before, with the same token: it is good for one request, and this is the same one. */
  readonly wasVerified: boolean;
  /** When the request was made, in milliseconds before now: what has expired since was good for it. */
  readonly askedMsAgo?: number;
}

export interface TokenService extends Endpoints, ApiTokens {
  /**
   * Authenticates the caller by the value of the `Authorization` header, and by the proof when the token is bound to a key.
   *
   * @throws GatehouseError Unauthenticated, with the challenge for the response.
   */
  readonly authenticateBearer: (authorization: string | undefined, sent?: DpopRequest) => Promise<Actor>;
  /**
   * Authenticates the person who is signed in with the browser.
   *
   * @throws GatehouseError Unauthenticated.
   */
  readonly authenticateBrowser: (request: IncomingMessage) => Promise<Actor>;
  readonly sessions: BrowserSessions;
  readonly issuerOf: Issuers['of'];
  readonly connectedApplications: ConnectedApplications;
  /** Tells applications about ended sessions, after it was started. */
  readonly logoutDelivery: LogoutDelivery;
  /** Reads the error of an error page's URL. */
  readonly readError: ErrorIds['read'];
  /** To be called every few minutes while the clock is right: rotates signing keys when it is time and deletes retired ones. */
  readonly maintain: (now: number) => Promise<void>;
}

const dayMs = 24 * 60 * 60_000;

/**
 * Opens the token service: its keys, which the first start makes, and its endpoints.
 *
 * @throws StartupError when the installation key is missing, unsafe, or not the one that sealed the keys.
 */
export async function createTokenService(parts: TokenServiceParts): Promise<TokenService> {
  const { externalUrl, sealer, grants, callers, mayReach, now, log } = parts;
  const { signingKeyDays: lifetimeDays, signingAlgorithm: algorithm } = parts;
  // The protocol library takes a tenth of a second to load, about as long as a key takes to make.
  const [keys, { createEndpoints }] = await Promise.all([
    openKeyRing({ store: parts.signingKeys, sealer, lifetimeDays, algorithm }, now()),
    import('./endpoints/endpoints.ts'),
  ]);
  const issuers = createIssuers(externalUrl, parts.issuerPath);
  const applications = withPortalCallback(parts.directory.applications, externalUrl);
  const directory = { ...parts.directory, applications };
  const shared = { ...parts, directory, applications, keys, issuers };
  const verify = createBearerVerifier(issuers.all, keys);
  const { personalAccessTokens, federatedCredentials } = directory;
  const authentication = { grants, callers, personalAccessTokens, verify };
  const cookieScope = cookieScopeOf(externalUrl);
  const sessionLifeMs = parts.sessionDays * dayMs;
  const sessions = createBrowserSessions({ ...shared, cookieScope, sessionLifeMs });
  const keySets = new KeySets({ mayReach, log, now });
  const errorIds = createErrorIds(sealer);
  return {
    ...createEndpoints({
      ...{ ...shared, authentication, cookieScope, sessions, sessionLifeMs, keySets, errorIds },
      federatedCredentials,
      trustedIssuers: new TrustedIssuers({ mayReach, log, now, keySets }),
      refreshReuseMs: parts.refreshReuseSeconds * 1000,
      refreshMs: parts.refreshDays * dayMs,
      onFault: faultLogger(log),
    }),
    ...createApiTokens({ ...shared, authentication }),
    authenticateBearer: createBearerAuthentication(externalUrl, authentication, now),
    authenticateBrowser: (request) => authenticateBrowser(request, { sessions, directory }),
    sessions,
    issuerOf: issuers.of,
    connectedApplications: createConnectedApplications(shared),
    logoutDelivery: new LogoutDelivery({ ...shared, queue: parts.logoutQueue, signer: (at) => keys.currentSigner(at) }),
    readError: errorIds.read,
    maintain: (at) => keys.maintain(at),
  };
}

function createBearerAuthentication(
  externalUrl: string,
  parts: AuthenticationParts,
  now: () => number,
): TokenService['authenticateBearer'] {
  const origin = originOf(externalUrl);
  return async (authorization, sent) => {
    const proof = sent?.wasVerified
      ? 'verified'
      : sent && { text: sent.proof, method: sent.method, url: `${origin}${sent.path}` };
    return (await authenticateBearer(authorization, parts, now() - (sent?.askedMsAgo ?? 0), proof)).actor;
  };
}

/** Refusals are no faults, and a damaged store is logged once, elsewhere. */
const faultLogger =
  (log: TokenServiceParts['log']) =>
  (error: unknown): void => {
    if (error instanceof GatehouseError && !isLoggedEachTime(error.failure)) return;
    log.error({ error: inspect(error) }, 'fault in the token service');
  };
