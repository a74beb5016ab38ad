import { hash as digest, randomBytes } from 'node:crypto';
import { equalInConstantTime } from '../constant-time.ts';

/** An external application: an OAuth client. Its id is the `client_id`. */
export interface Application {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  /** Confidential applications prove themselves with a secret; the others are public clients. */
  readonly isConfidential: boolean;
  readonly redirectUris: readonly string[];
  /** Where a browser may go after signing out, besides the redirect URIs. */
  readonly postLogoutRedirectUris?: readonly string[];
  /** Public keys. An application that has any proves itself with signed assertions, and with nothing else. */
  readonly jwks?: KeySet | undefined;
  /** Where they can be fetched, instead. */
  readonly jwksUri?: string | undefined;
  /** Where it is told that a session has ended (OpenID Connect Back-Channel Logout 1.0 section 2.2). */
  readonly backchannelLogoutUri?: string | undefined;
  /** Whether it is told which session; otherwise whose. */
  readonly backchannelLogoutSessionRequired?: boolean;
  /** First-party: nobody is asked for consent, and it may pass on passwords that people typed. */
  readonly isFirstParty?: boolean;
  /** Registered by an installer of another product: whatever its scopes are called, it opens nothing here. */
  readonly isInstalled?: boolean;
  /** How long its own tokens are valid, in seconds; undefined: as long as any other. */
  readonly accessTokenSeconds?: number | undefined;
  /** Whether it gets tokens. None does whose organization is not active. */
  readonly isActive: boolean;
  readonly createdAt: number;
}

/** A JSON Web Key Set (RFC 7517 section 5). */
export interface KeySet {
  readonly keys: readonly Readonly<Record<string, unknown>>[];
}

export type ApplicationKey = Pick<Application, 'organizationId' | 'id'>;

export interface ApplicationScope {
  readonly name: string;
  /** Which grant may use it: on behalf of a signed-in user, as the application itself, or either. */
  readonly type: 'user' | 'application' | 'both';
}

/** One of several secrets of an application. The value is shown once and never stored. */
export interface ApplicationSecret {
  readonly hash: string;
  readonly description: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

/** A secret as it is kept, until a month after its end. */
export interface StoredSecret extends ApplicationSecret {
  /** Within the organization. */
  readonly id: number;
  /** When the application has last proved itself with it, to the hour; null: not since that is written down. */
  readonly lastUsedAt: number | null;
  /** When another one took its place, which gave it its end. */
  readonly replacedAt: number | null;
}

export interface Applications {
  /** By client id, whatever the organization: OAuth requests name no organization. */
  findByClientId(clientId: string): Promise<Application | undefined>;
  scopes(application: Application): Promise<readonly ApplicationScope[]>;
  secrets(application: ApplicationKey): Promise<readonly StoredSecret[]>;
  /** Every scope that an application of the organization was given for users. */
  userScopeNames(organizationId: string): Promise<readonly string[]>;
  insert(application: Application, scopes: readonly ApplicationScope[]): Promise<void>;
  /** Returns the number of the secret within the organization. */
  insertSecret(application: ApplicationKey, secret: ApplicationSecret): Promise<number>;
  /** Writes at most once an hour for each secret, however often it is used. */
  recordSecretUse(application: ApplicationKey, secret: StoredSecret, now: number): Promise<void>;
}

/** How many characters a client id has at most. */
export const maxClientIdLength = 256;

/** A new secret of 256 random bits, in base64url: 43 characters without any that a shell or URL would alter. */
export const newSecret = (): string => randomBytes(32).toString('base64url');

/**
 * What is stored of a secret. A fast hash is enough: 256 random bits cannot be guessed, and a slow one would make every
 * token request as expensive as a password.
 */
export const hashSecret = (secret: string): string => digest('sha256', secret, 'base64url');

/** Whether the time of a secret is over. */
export const isOver = ({ expiresAt }: Pick<ApplicationSecret, 'expiresAt'>, now: number): boolean =>
  expiresAt !== null && expiresAt <= now;

/**
 * The one of these that `secret` is the value of, rather one that is good than one that is over. Every stored hash is
 * compared, each in constant time.
 */
export function findSecret<S extends ApplicationSecret>(
  secret: string,
  stored: readonly S[],
  now: number,
): S | undefined {
  const presented = hashSecret(secret);
  let found: S | undefined;
  for (const one of stored) {
    const isEqual = equalInConstantTime(one.hash, presented);
    if (isEqual && (found === undefined || isOver(found, now))) found = one;
  }
  return found;
}

/** Whether `secret` is one of the unexpired ones. */
export function matchesSecret(secret: string, stored: readonly ApplicationSecret[], now: number): boolean {
  const found = findSecret(secret, stored, now);
  return found !== undefined && !isOver(found, now);
}
