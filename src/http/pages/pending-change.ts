import type { UserKey } from '../../directory/user.ts';
import type { MustChange } from '../../password/sign-in-judgement.ts';

/**
 * A person who has proved the password and may do nothing but change it: no session exists yet. The browser carries it
 * from the sign-in page to the page for the change, sealed.
 */
export interface PendingChange {
  readonly user: UserKey;
  readonly reason: MustChange;
}

/** How long the person may take to think of a password. */
export const pendingChangeSeconds = 15 * 60;
