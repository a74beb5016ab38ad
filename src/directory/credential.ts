import type { UserKey } from './user.ts';

/** A user's password as it is kept: apart from the profile, so that reading a profile never touches a hash. */
export interface Credential extends UserKey {
  /** In the form of one of the schemes in `password/hash`, or null for an account that has no password. */
  readonly passwordHash: string | null;
  /** Raised by every change; a writer that read another version loses. */
  readonly version: number;
  /** Epoch milliseconds since which this password holds. */
  readonly changedAt: number;
  /** Somebody else chose the password, or wants it changed: its owner has not yet replaced it. */
  readonly mustChange: boolean;
  /** Somebody wants it changed, whatever the settings say of passwords that others have chosen. */
  readonly isChangeRequired: boolean;
}

/** How old a password is. */
export interface PasswordAge extends UserKey {
  /** Undefined for an account without a password. */
  readonly changedAt: number | undefined;
  /** Which moment before its expiry the owner was last told of. */
  readonly expiryTold: number | null;
}

/** An account without a password, and the link with which its owner may choose one. */
export interface WithoutPassword {
  readonly userId: string;
  readonly invitation: SentInvitation | undefined;
}

interface SentInvitation {
  /** Epoch milliseconds. */
  readonly expiresAt: number;
  /** Whether it leads nowhere: the address has become another one, or it was used up. */
  readonly isWorthless: boolean;
  readonly mail: 'waiting' | 'givenUp' | 'sent';
}

export interface Credentials {
  find(user: UserKey): Promise<Credential | undefined>;
  insert(credential: NewCredential): Promise<void>;
  /** Any number of them, with the retired hashes of each. */
  insertMany(credentials: readonly NewCredential[]): Promise<void>;
  /** Those of the users who have no password, with their latest invitations, which are known until 30 days after their ends. */
  withoutPassword(organizationId: string, userIds: readonly string[]): Promise<readonly WithoutPassword[]>;
  /** Of the hashes in the organization that were made elsewhere, the one that costs most; undefined when there is none. */
  slowestForeign(organizationId: string): Promise<string | undefined>;
  /** Costs what `find` costs and finds nothing: for a name that nobody has. */
  findNobody(organizationId: string): Promise<undefined>;
  /** Whether the password that was verified is still the password. */
  isCurrent(verified: Credential): Promise<boolean>;
  /** Whether the owner may be told of a lock now: once in `everyMs`. A caller that gets true has to tell. */
  mayTellOfLock(user: UserKey, now: number, everyMs: number): Promise<boolean>;
  /** Replaces a hash by another of the same password, if that is still the password: nothing else about it changes. */
  renew(read: Credential, passwordHash: string): Promise<boolean>;
  /**
   * Stores the new hash if the credential still has the version that was read, and restarts the expiry clock.
   * `mustChange` is false when the owner chose the password.
   */
  replace(read: Credential, passwordHash: string, now: number, about?: NewPasswordFacts): Promise<boolean>;
  /** Its owner has to choose another at the next sign-in. Returns whether there is a password. */
  requireChange(user: UserKey): Promise<boolean>;
  /** At most `limit` of the organization, by id, behind that id. */
  ages(organizationId: string, behind: string, limit: number): Promise<readonly PasswordAge[]>;
  /**
   * Whether the owner may be told now of this moment before the expiry of the password that was read: once, and not when it
   * was changed meanwhile. A caller that gets true has to tell.
   */
  mayTellOfExpiry(read: PasswordAge, moment: number): Promise<boolean>;
  /** The latest retired hashes, newest first. */
  history(user: UserKey, count: number): Promise<readonly string[]>;
  /** Moves the hash of a replaced credential into the history, which keeps the latest `keep`. */
  retire(replaced: Credential, now: number, keep: number): Promise<void>;
  /** Deletes the password of a user, and those before it. */
  remove(user: UserKey): Promise<void>;
}

/** What is kept of a new password besides its hash. */
interface NewPasswordFacts {
  readonly mustChange?: boolean;
  /** By which rules it was judged, as `keptRules` puts it; null or absent when by none. */
  readonly keptRules?: string | null | undefined;
}

export interface NewCredential extends UserKey, NewPasswordFacts {
  readonly passwordHash: string | null;
  /** The owner's: people who have no password yet are listed by it. */
  readonly userName: string;
  /**
   * Milliseconds that it takes about (`storedCostOf`), when it was made elsewhere or is weaker than a new one; null or absent
   * for others.
   */
  readonly hashCost?: number | null | undefined;
  /** Epoch milliseconds since which the password holds. */
  readonly createdAt: number;
  readonly mustChange: boolean;
  /** As `Credential` has it. Absent: false. */
  readonly isChangeRequired?: boolean;
  /** Of a password that was in use elsewhere: those before it, newest first. */
  readonly history?: readonly RetiredHash[];
}

/** A hash that is kept so that its password is not chosen again. */
interface RetiredHash {
  readonly passwordHash: string;
  /** Epoch milliseconds. */
  readonly retiredAt: number;
}
