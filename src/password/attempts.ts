import type { UserKey } from '../directory/user.ts';
import { type GatehouseError, identityError, identityFailure } from '../errors.ts';
import type { Credentials } from './credential.ts';

/** How many wrong passwords in a row an account endures, and for how long it then refuses every password. */
export interface LockoutPolicy {
  readonly isEnabled: boolean;
  readonly maxFailedAttempts: number;
  readonly lockoutMs: number;
}

/** One try at an account's password, counted before its hash is computed. */
export interface Attempt {
  /** If this try fails, the account is locked. */
  readonly isLast: boolean;
  /** Whether the password has proved right. */
  readonly wasRight: boolean;
}

/**
 * Counts a try before any hash, so that parallel guesses get no more verifications than the limit allows.
 *
 * @throws GatehouseError IdentityFailure `UserLockedOut` when the limit is reached.
 */
export async function reserveAttempt(
  credentials: Credentials,
  user: UserKey,
  policy: LockoutPolicy,
  now: number,
): Promise<Attempt> {
  if (!policy.isEnabled) return { isLast: false, wasRight: false };
  const reservation = await credentials.reserveAttempt(user, policy, now);
  if (reservation.outcome === 'locked') throw identityFailure(identityError('UserLockedOut'));
  return { isLast: reservation.isLast, wasRight: false };
}

/**
 * What a try leaves behind that did not end in a change. One whose hash was never computed is given back, and a right
 * password clears the count. A wrong one stays counted, and so does a caller who hung up in the middle of the hash.
 */
export async function settleAttempt(
  credentials: Credentials,
  user: UserKey,
  { wasRight }: Attempt,
  { failure }: GatehouseError,
): Promise<void> {
  const wasNeverTried = failure.code === 'Overloaded' || (failure.code === 'Cancelled' && failure.wasWaiting);
  if (wasRight) await credentials.forgiveAttempts(user);
  else if (wasNeverTried) await credentials.releaseAttempt(user);
}
