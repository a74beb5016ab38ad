import {
  type Attempt,
  isRefused,
  type LockoutPolicy,
  type Refusal,
  releaseAttempt,
  reserveAttempt,
} from './attempts.ts';
import { failAfter } from './fail-after.ts';
import type { Account } from './sign-in-account.ts';
import { recordFailedSignIn } from './sign-in-record.ts';
import type { SignInEvent, SignInTools } from './sign-in-request.ts';
import { sourceOfSignIn } from './source.ts';

/**
 * One try at an account, by whatever proves who somebody is: it is counted before it is made, recorded as a refused sign-in when
 * it was wrong, and given back when it ended without a verdict. Undefined when it was wrong, or none is accepted for now.
 *
 * @param work makes the try: undefined when it is wrong. It records what is right, and what that forgives, itself.
 */
export async function tryAccount<T extends object>(
  tools: SignInTools,
  event: SignInEvent,
  account: Account,
  lockout: LockoutPolicy,
  work: (attempt: Attempt) => Promise<T | undefined>,
): Promise<T | undefined> {
  const { store, now } = tools;
  const reserved = await reserveAttempt(store, account, sourceOfSignIn(event, account.user), lockout, now());
  const done = isRefused(reserved) ? undefined : await orRelease(store, reserved, () => work(reserved));
  // From here on the caller may be told: a guess that cannot be recorded stays pending, and counts until that ends by itself.
  if (done === undefined) await recordFailedSignIn(tools, event, account, reserved);
  return done;
}

/** Makes a try that was counted. When it ends without a verdict, it is given back. */
export async function orRelease<T>(
  store: SignInTools['store'],
  reserved: Attempt | Refusal,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isRefused(reserved)) throw error;
    return await failAfter(error, () => releaseAttempt(store, reserved));
  }
}
