import type { Credential } from '../directory/credential.ts';
import type { LoginAttemptResult } from '../directory/login-attempt.ts';
import type { Organization } from '../directory/organization.ts';
import type { User } from '../directory/user.ts';
import type { SignInRules } from './rules.ts';

/**
 * Why a sign-in was refused, as far as the person may know. Unknown name, wrong password and locked account are one
 * reason; the others are told only to those who know the password.
 */
export type SignInRefusal =
  | 'invalidCredentials'
  | 'organizationIsNotActive'
  | 'userIsNotActive'
  | 'emailIsNotConfirmed'
  | 'passwordSignInIsRestricted'
  | 'passwordMustBeChanged';

/** Why the password has to be changed before anything else. */
export type MustChange = 'required' | 'firstSignIn' | 'expired' | 'breached';

export interface Verdict {
  readonly result: LoginAttemptResult;
  /** Undefined when the person is signed in. */
  readonly refusal: SignInRefusal | undefined;
}

/** What becomes of a try that was refused, or whose password did not prove right. */
export function judgeWrong(isLocked: boolean): Verdict {
  return { result: isLocked ? 'lockedOut' : 'invalidPassword', refusal: 'invalidCredentials' };
}

/** What becomes of a person who knows the password. */
export function judgeRight(
  { isActive }: Organization,
  user: User,
  rules: SignInRules,
  due: MustChange | undefined,
  canChange: boolean,
): Verdict {
  if (!isActive) return refuse('tenantIsNotActive', 'organizationIsNotActive');
  // Accounts of other types stand for something that signs in elsewhere, or not at all.
  if (!user.isActive || user.type !== 'user') return refuse('userIsNotActive', 'userIsNotActive');
  if (rules.needsConfirmedEmail && user.email && !user.emailConfirmed) {
    return refuse('userEmailIsNotConfirmed', 'emailIsNotConfirmed');
  }
  // The closed list of results has no word for these two; the audit entry says which it was.
  if (rules.isRestricted && !user.bypassBasicAuthRestriction) {
    return refuse('userIsNotActive', 'passwordSignInIsRestricted');
  }
  if (due && !canChange) return refuse('userIsNotActive', 'passwordMustBeChanged');
  return { result: 'success', refusal: undefined };
}

const refuse = (result: LoginAttemptResult, refusal: SignInRefusal): Verdict => ({ result, refusal });

/** Whether the password has to be changed now, and why. */
export function changeDue(
  { mustChange, isChangeRequired, changedAt }: Credential,
  { mustChangeFirst, expiresAfterMs }: SignInRules,
  now: number,
): MustChange | undefined {
  if (isChangeRequired) return 'required';
  if (mustChange && mustChangeFirst) return 'firstSignIn';
  return expiresAfterMs !== undefined && now >= changedAt + expiresAfterMs ? 'expired' : undefined;
}
