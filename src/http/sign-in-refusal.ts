import type { SignInResult } from '../password/sign-in.ts';

/** Why somebody is not signed in who asked over the API, as far as they may know. */
export const refusalTexts: Readonly<Record<Extract<SignInResult, { readonly outcome: 'refused' }>['reason'], string>> =
  {
    invalidCredentials: 'Invalid credentials, failed to login.',
    organizationIsNotActive: 'The organization is not active.',
    userIsNotActive: 'The user is not active.',
    emailIsNotConfirmed: 'The e-mail address of the user is not confirmed.',
    passwordSignInIsRestricted: 'The organization does not allow signing in with a password.',
    passwordMustBeChanged: 'The password must be changed before it can be used here.',
  };

export const unprotected = 'Nobody can sign in here: the password would cross the network unprotected.';
