import type { Permitted } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import type { BreachedPasswords } from './breached.ts';
import type { Hasher, RightToHash } from './hasher.ts';

export interface ChangePasswordTools {
  readonly store: Store;
  readonly hasher: Hasher;
  readonly breached: BreachedPasswords;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

export interface ChangePasswordRequest {
  readonly permitted: Permitted<'password.change' | 'password.changeOwn'>;
  /** As the caller wrote it: see `candidateIds`. */
  readonly userId: string;
  /** The current one; or that it was verified just now, when the person signed in. */
  readonly oldPassword: string | VerifiedPassword;
  readonly newPassword: string;
  readonly traceId: string;
  readonly clientIp: string;
  readonly browserInfo: string | null;
  /** Aborted when the caller hangs up. */
  readonly signal: AbortSignal;
  /** As `RightToHash` has it. */
  readonly requireRight?: RightToHash;
}

/** A password that its owner has proved. */
interface VerifiedPassword {
  /** Of the credential. When it is another by now, nothing is proved. */
  readonly version: number;
}
