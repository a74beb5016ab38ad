import type { UserKey } from '../../directory/user.ts';
import type { MustChange } from '../../password/sign-in-judgement.ts';

/**
 * A person who has proved the password and may do nothing but change it: no session exists yet. It stands sealed in the
 * address of the page for the change, and counts in the browser where the password was typed.
 */
export interface PendingChange {
  readonly user: UserKey;
  readonly reason: MustChange;
  /** Of the credential whose password was proved. */
  readonly version: number;
  /** Whether the person wants to stay signed in. */
  readonly isKept: boolean;
}

/** How long the person may take to think of a password. */
export const pendingChangeSeconds = 15 * 60;
