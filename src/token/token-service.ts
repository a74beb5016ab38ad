import type { IncomingMessage, ServerResponse } from 'node:http';
import { inspect } from 'node:util';
import type { Gate } from '../admission/gate.ts';
import type { Cost, Throttle } from '../admission/throttle.ts';
import type { Actor } from '../directory/permission/actor.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { Store } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import { GatehouseError, isLoggedEachTime } from '../errors.ts';
import { KeySets } from '../outgoing/key-sets.ts';
import type { MayReach } from '../outgoing/reachable.ts';
import { TrustedIssuers } from '../outgoing/trusted-issuers.ts';
import type { SignInResult } from '../password/sign-in.ts';
import type { SignInRequest } from '../password/sign-in-request.ts';
import { authenticateBearer } from './bearer/authenticate.ts';
import { createBearerVerifier } from './bearer/bearer.ts';
import type { Callers } from './bearer/callers.ts';
import type { Revocations } from './bearer/revocations.ts';
import { type ConnectedApplications, createConnectedApplications } from './browser/connected-applications.ts';
import type { DeviceAuthorizations } from './browser/device-authorization.ts';
import type { Interactions } from './browser/interaction.ts';
import type { Logouts } from './browser/logout.ts';
import type { BrowserSessions } from './browser/session.ts';
import { createBrowserSessions } from './browser/sessions.ts';
import { withPortalCallback } from './client/portal-client.ts';
import { type ErrorIds, errorIds } from './endpoints/error-id.ts';
import type { Note, RoutedRequest } from './endpoints/routed-request.ts';
import type { GrantStore } from './grant/grant-store.ts';
import { type ExchangedToken, exchangePersonalAccessToken } from './grant/token-exchange.ts';
import { createIssuers, type IssuerPath } from './issuers.ts';
import { issueFirstParty } from './jwt/first-party.ts';
import { authenticateBrowser, issueInstallationToken } from './jwt/installation-token.ts';
import { type KeyRing, openKeyRing } from './keys/key-ring.ts';
import type { SigningKeys } from './keys/signing-keys.ts';
import { LogoutDelivery, type LogoutDeliveryParts } from './logout/delivery.ts';
import type { LogoutQueue, Participants } from './logout/notice.ts';

export interface TokenServiceParts {
  /** Under which clients reach the server, without a slash at the end: every link and the issuers begin with it. */
  readonly externalUrl: string;
  readonly issuerPath: IssuerPath;
  /** Seals the signing keys, and puts this server's mark to what it says in addresses. */
  readonly sealer: Sealer;
  /** Age in days at which a signing key is replaced. */
  readonly signingKeyDays: number;
  /** Days after which a browser's session ends, however much it is used. */
  readonly sessionDays: number;
  /** Seconds in which a refresh token that was used gives its successor once more to a client that missed the answer. */
  readonly refreshReuseSeconds: number;
  /** For so many days an application renews tokens after somebody signed in. */
  readonly refreshDays: number;
  readonly directory: Pick<
    Store,
    | 'organizations'
    | 'applications'
    | 'federatedCredentials'
    | 'apiResources'
    | 'consents'
    | 'groups'
    | 'memberships'
    | 'users'
    | 'personalAccessTokens'
    | 'settings'
    | 'transaction'
    | 'together'
  >;
  readonly signingKeys: SigningKeys;
  readonly grants: GrantStore;
  readonly revocations: Revocations;
  /** Which applications are to be told when a session ends, and those that still are. */
  readonly participants: Participants;
  readonly logoutQueue: LogoutQueue;
  /** Where applications may be told, and have their keys. */
  readonly mayReach: MayReach;
  readonly callers: Callers;
  readonly throttle: Throttle;
  /** Where callers wait for their turn to write. */
  readonly writing: Gate;
  /** Verifies the name and password that an application of the house passes on. */
  readonly signIn: (request: SignInRequest) => Promise<SignInResult>;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: LogoutDeliveryParts['log'];
  /** Nobody may sign in: passwords would cross the network unprotected. */
  readonly isSignInRefused: boolean;
}

/** What a request says besides the token, for tokens that are bound to a key. */
export interface SentProof {
  /** The value of the header `DPoP`. */
  readonly proof: string | undefined;
  readonly method: string;
  /** As it was fetched, without the query. */
  readonly path: string;
}

export interface TokenService {
  /** The endpoints that are live, below the prefix, in lower case; `:id` stands for any segment. */
  readonly paths: readonly string[];
  /** As what a browser that was sent there counts for its network, before anything is read. */
  readonly costs: ReadonlyMap<string, Cost>;
  /**
   * Answers a request whose `url` is one of the paths, with or without a query; `originalUrl` is the URL as it was
   * fetched, from which the links of the answer take their prefix. Reads the body itself. Never throws. Tells
   * `note` who asked for what, for the log.
   */
  readonly handle: (request: RoutedRequest, response: ServerResponse, note?: Note) => Promise<void>;
  /**
   * Who is calling, from the value of the `Authorization` header, and the proof when the token is bound to a key.
   *
   * @throws GatehouseError Unauthenticated with the challenge to answer with.
   */
  readonly authenticateBearer: (authorization: string | undefined, sent?: SentProof) => Promise<Actor>;
  /**
   * Gives a signed access token for a personal one, as the issuer of the prefix.
   *
   * @throws GatehouseError Unauthenticated unless the personal access token holds.
   */
  readonly exchangePersonalAccessToken: (personalAccessToken: string, prefix: string) => Promise<ExchangedToken>;
  /**
   * Whoever is signed in with the browser.
   *
   * @throws GatehouseError Unauthenticated.
   */
  readonly authenticateBrowser: (request: IncomingMessage) => Promise<Actor>;
  /** A token with which an installer registers clients. */
  readonly issueInstallationToken: (permitted: Permitted<'installationToken.issue'>) => Promise<string>;
  /** An access token for a person who signed in without an application. */
  readonly issueAccessToken: (user: User, signedInAt: number) => Promise<string>;
  /** Who is signed in with a browser. */
  readonly sessions: BrowserSessions;
  /** Which applications a person has let in. */
  readonly connectedApplications: ConnectedApplications;
  /** What the pages for sign-in and consent need. */
  readonly interactions: Interactions;
  /** What the page for devices without a browser needs. */
  readonly devices: DeviceAuthorizations;
  /** What the sign-out page needs. */
  readonly logouts: Logouts;
  /** Tells applications of sessions that have ended, once it is started. */
  readonly logoutDelivery: LogoutDelivery;
  /** What the page of errors needs. */
  readonly readError: ErrorIds['read'];
  /**
   * What has to be done every few minutes, while the clock is right: rotate signing keys when it is time, forget those
   * whose time is over.
   */
  readonly maintain: (now: number) => Promise<void>;
}

/**
 * Opens the token service: its keys, made at the first start, and its endpoints.
 *
 * @throws StartupError when the installation key is missing, unsafe, or not the one that sealed the keys.
 */
export async function createTokenService(parts: TokenServiceParts): Promise<TokenService> {
  const { externalUrl, sealer, grants, revocations, callers, throttle, writing, signIn, now, log } = parts;
  const { isSignInRefused, refreshReuseSeconds, refreshDays, participants, logoutQueue, mayReach } = parts;
  const directory = { ...parts.directory, applications: withPortalCallback(parts.directory.applications, externalUrl) };
  const issuers = createIssuers(externalUrl, parts.issuerPath);
  // The protocol library takes a tenth of a second to load, about as long as a key takes to make.
  const [keys, { createEndpoints }] = await Promise.all([openKeys(parts), import('./endpoints/endpoints.ts')]);
  const verify = createBearerVerifier(issuers.all, keys);
  const onFault = (error: unknown) => {
    if (error instanceof GatehouseError && !isLoggedEachTime(error.failure)) return;
    log.error({ error: inspect(error) }, 'fault in the token service');
  };
  const { applications, federatedCredentials, personalAccessTokens } = directory;
  const ids = errorIds(parts.sealer);
  const authentication = { grants, callers, personalAccessTokens, verify };
  const isSecure = externalUrl.startsWith('https:');
  const sessionLifeMs = parts.sessionDays * 24 * 60 * 60_000;
  const sessions = createBrowserSessions({ directory, grants, isSecure, sessionLifeMs, now });
  const keySets = new KeySets({ mayReach, log, now });
  const trustedIssuers = new TrustedIssuers({ mayReach, log, now, keySets });
  const currentSigner = async (at: number) => {
    await keys.refresh();
    return keys.signer(at);
  };
  return {
    ...createEndpoints({
      ...{ issuers, externalUrl, isSecure, keys, directory, applications, grants, revocations, authentication, sealer },
      ...{ federatedCredentials, trustedIssuers },
      ...{ sessions, keySets, participants, sessionLifeMs, throttle, writing, signIn, now, onFault },
      ...{ isSignInRefused, errorIds: ids },
      refreshReuseMs: refreshReuseSeconds * 1000,
      refreshMs: refreshDays * 24 * 60 * 60_000,
    }),
    logoutDelivery: new LogoutDelivery({
      ...{ queue: logoutQueue, applications, signer: currentSigner, mayReach, log, now },
    }),
    readError: ids.read,
    authenticateBearer: async (authorization, sent) => {
      const proof = sent && { text: sent.proof, method: sent.method, url: `${externalUrl}${sent.path}` };
      return (await authenticateBearer(authorization, authentication, now(), proof)).actor;
    },
    exchangePersonalAccessToken: async (value, prefix) => {
      await keys.refresh();
      const signer = (at: number) => keys.signer(at);
      return exchangePersonalAccessToken(
        value,
        { issuer: issuers.of(prefix), signer, directory, authentication },
        now(),
      );
    },
    authenticateBrowser: (request) => authenticateBrowser(request, { sessions, directory }),
    issueInstallationToken: async (permitted) => {
      await keys.refresh();
      const signer = (at: number) => keys.signer(at);
      return issueInstallationToken(permitted, { issuer: issuers.of(''), signer, directory }, now());
    },
    issueAccessToken: async (user, signedInAt) => {
      await keys.refresh();
      const signer = (at: number) => keys.signer(at);
      return issueFirstParty(user, signedInAt, { issuer: issuers.of(''), signer, directory }, now());
    },
    sessions,
    connectedApplications: createConnectedApplications({ directory, grants, now }),
    maintain: (at) => keys.maintain(at),
  };
}

async function openKeys(parts: TokenServiceParts): Promise<KeyRing> {
  const { sealer, signingKeys: store, signingKeyDays: lifetimeDays } = parts;
  return await openKeyRing({ store, sealer, lifetimeDays }, parts.now());
}
