import type { Method } from '../directory/factor.ts';
import type { Store, Tables } from '../directory/store.ts';
import type { User } from '../directory/user.ts';
import type { BreachedPasswords } from './breached.ts';
import type { Hasher } from './hasher.ts';
import type { RefusedSignIns } from './refused-sign-ins.ts';
import type { SignInRealm } from './sign-in-account.ts';
import type { SignInOrigin } from './source.ts';

export interface SignInTools {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
  /** Counts the sign-ins that belong to no account. */
  readonly refusedSignIns: RefusedSignIns;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves after so many milliseconds. */
  readonly pause: (ms: number) => Promise<void>;
  /** Does something after the answer. The runner waits for it before the server ends, and logs its failure. */
  readonly inBackground: (work: () => Promise<void>) => void;
}

/** Who has signed in, when and by what. */
export interface WholeSignIn {
  readonly user: User;
  readonly methods: readonly Method[];
  /** Epoch milliseconds. */
  readonly at: number;
}

/** What is recorded of a try to sign in. */
export interface SignInEvent extends SignInOrigin {
  /** As typed. */
  readonly userNameOrEmail: string;
  /** Where it was typed. Only a page can ask for a new password when the present one has to be changed. */
  readonly channel: 'page' | 'legacyLogin' | 'passwordGrant' | 'apiLogin';
  /** Whether the application asks for a second factor: the sign-in is not whole without one, also in a remembered browser. */
  readonly asksSecondFactor?: boolean;
  /**
   * Stores what a person is given who signs in, in the transaction of the outcome: one wait for the disk is enough for both.
   * Like the transaction, it may run several times.
   */
  readonly alongside?: (tables: Tables, signedIn: WholeSignIn) => Promise<void>;
  readonly traceId: string;
  readonly browserInfo: string | null;
}

export interface SignInRequest extends SignInEvent {
  readonly organization: SignInRealm;
  readonly password: string;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
}
