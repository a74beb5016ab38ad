/** Signing in and out. */
export const signInTexts = {
  'signIn.title': 'Sign in',
  'signIn.for': 'to continue to {application}',
  'signIn.at': 'with your {organization} account',
  'signIn.keep': 'Keep me signed in',
  'signIn.keepHint': 'You stay signed in when the browser is closed. Do not use this on a device that you share.',
  'signIn.submit': 'Sign in',
  'signIn.forgotten': 'Forgot your password?',
  'signIn.wrong':
    'The user name or the password is incorrect. After several failed attempts, an account is locked for a while.',
  'signIn.wrongPlace': 'If there are several organizations here, enter the one that your account belongs to.',
  'signIn.noOrganization':
    'There is no organization on this server yet. Administrators of the host sign in to the organization “host”.',
  'signIn.organizationNotActive': 'This organization is not active. Ask your administrator.',
  'signIn.notActive': 'This account is not active. Ask your administrator.',
  'signIn.notConfirmed': 'Your e-mail address is not confirmed yet. Open the link in the mail that we sent you.',
  'signIn.restricted': 'Your organization does not allow signing in with a password.',
  'signIn.notAccepted': 'You have not accepted your invitation yet. Open the link in the mail that we sent you.',
  'signIn.elsewhere': 'Sign in to another organization',
  'signIn.signedOut':
    'You are no longer signed in: the session has expired, or was ended elsewhere. Sign in again to continue where you were.',
  'signIn.failed': 'The sign-in failed. Try again.',

  'signOut.title': 'Sign out?',
  'signOut.question': 'You are signed in as {user}.',
  'signOut.by': '{application} asks to sign you out.',
  'signOut.submit': 'Sign out',
  'signOut.stay': 'Stay signed in',

  'signedOut.title': 'You are signed out',
  'signedOut.text': 'You can close this window now.',
  'signedOut.again': 'Sign in again',
} as const;
