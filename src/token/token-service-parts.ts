import type { Gate } from '../admission/gate.ts';
import type { Throttle } from '../admission/throttle.ts';
import type { Sealer } from '../directory/sealer.ts';
import type { Store } from '../directory/store.ts';
import type { MayReach } from '../outgoing/reachable.ts';
import type { Callers } from './bearer/callers.ts';
import type { GrantStore } from './grant/grant-store.ts';
import type { SignIn } from './grant/password.ts';
import type { IssuerPath } from './issuers.ts';
import type { SigningAlgorithm, SigningKeys } from './keys/signing-keys.ts';
import type { LogoutDeliveryParts } from './logout/delivery.ts';
import type { LogoutQueue, Participants } from './logout/notice.ts';

/** What the token service is made of. */
export interface TokenServiceParts {
  /** The URL under which clients reach the server, without a slash at the end: links and issuers begin with it. */
  readonly externalUrl: string;
  readonly issuerPath: IssuerPath;
  /** Encrypts the signing keys, and signs what this server puts into URLs. */
  readonly sealer: Sealer;
  /** Age in days at which a signing key is replaced. */
  readonly signingKeyDays: number;
  /** Of the keys that are made from now on. */
  readonly signingAlgorithm: SigningAlgorithm;
  /** Days after which a browser's session ends, even if it is used all the time. */
  readonly sessionDays: number;
  /** Seconds in which a client whose response was lost may repeat a request with a refresh token. */
  readonly refreshReuseSeconds: number;
  /** Days after a sign-in in which an application can refresh its tokens. */
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
  /** The applications to tell when a session ends. */
  readonly participants: Participants;
  /** The notices about ended sessions that are still to be sent. */
  readonly logoutQueue: LogoutQueue;
  /** Which addresses of applications the server may connect to. */
  readonly mayReach: MayReach;
  readonly callers: Callers;
  readonly throttle: Throttle;
  /** Where callers wait for their turn to write. */
  readonly writing: Gate;
  /** Verifies the name and password that a first-party application passes on. */
  readonly signIn: SignIn;
  /** Epoch milliseconds. */
  readonly now: () => number;
  readonly log: LogoutDeliveryParts['log'];
  /** True when nobody may sign in, because passwords would cross the network unprotected. */
  readonly isSignInRefused: boolean;
}
