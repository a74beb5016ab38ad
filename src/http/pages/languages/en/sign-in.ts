/** Signing in and out. */
export const signInTexts = {
  'signIn.title': 'Sign in',
  'signIn.titleAt': 'Sign in to {organization}',
  'signIn.for': 'to continue to {application}',
  'signIn.keep': 'Keep me signed in',
  'signIn.keepHint': 'Not on a device that you share.',
  'signIn.submit': 'Sign in',
  'signIn.forgotten': 'Forgotten password?',
  'signIn.wrong': 'The user name or the password is incorrect.',
  'signIn.wrongPlace': 'The user name or the password is incorrect, or the organization is missing.',
  'signIn.noOrganization':
    'There is no organization on this server yet. Administrators of the host sign in to the organization “host”.',
  'signIn.organizationNotActive': 'This organization is not active: ask your administrator.',
  'signIn.notActive': 'This account is not active: ask your administrator.',
  'signIn.notConfirmed': 'Confirm your e-mail address first, with the link in the mail that we sent you.',
  'signIn.restricted': 'Your organization does not allow signing in with a password.',
  'signIn.notAccepted': 'Accept your invitation first, with the link in the mail that we sent you.',
  'signIn.elsewhere': 'Sign in to another organization',
  'signIn.signedOut': 'You are no longer signed in: sign in again to continue where you were.',
  'signIn.signedOutPartly':
    'You are no longer signed in: sign in again to continue where you were. Files, passwords and whatever else could not be kept are to be entered again.',
  'signIn.failed': 'The sign-in failed: try again.',

  'signOut.title': 'Sign out?',
  'signOut.question': 'You are signed in as {user}.',
  'signOut.by': '{application} asks to sign you out.',
  'signOut.submit': 'Sign out',
  'signOut.stay': 'Stay signed in',

  'signedOutForm.title': 'You are no longer signed in',
  'signedOutForm.text':
    'What you have entered is still here, in this tab: sign in in another one, come back, and send it again.',
  'signedOutForm.send': 'Send again',
  'signedOut.title': 'You are signed out',
  'signedOut.text': 'You can close this window now.',
  'signedOut.again': 'Sign in again',
} as const;
