import type { SignInResult } from '../password/sign-in.ts';
import type { SignInRefusal } from '../password/sign-in-judgement.ts';

/** Why somebody who asked where nothing but a password can be said is not signed in. */
export type ApiSignInRefusal = SignInRefusal | 'secondFactorNeeded';

export const apiRefusalOf = (result: Exclude<SignInResult, { readonly outcome: 'signedIn' }>): ApiSignInRefusal =>
  result.outcome === 'halfway' ? 'secondFactorNeeded' : result.reason;

/** Why somebody who asked over the API is not signed in, as far as they may know. */
export const refusalTexts: Readonly<Record<ApiSignInRefusal, string>> = {
  invalidCredentials: 'Invalid credentials, failed to login.',
  organizationIsNotActive: 'The organization is not active.',
  userIsNotActive: 'The user is not active.',
  emailIsNotConfirmed: 'The e-mail address of the user is not confirmed.',
  passwordSignInIsRestricted: 'The organization does not allow signing in with a password.',
  secondFactorNeeded: 'The user has to sign in with a second factor, on the sign-in page.',
  passwordMustBeChanged: 'The password must be changed before it can be used here.',
};

export const unprotected = 'Nobody can sign in here: the password would cross the network unprotected.';
