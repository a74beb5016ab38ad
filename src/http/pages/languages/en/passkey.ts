/** Passkeys, wherever one is asked for. */
export const passkeyTexts = {
  'passkey.signIn': 'Sign in with a passkey',
  'passkey.create': 'Create a passkey',
  'passkey.getFailed': 'No passkey was used: try again, or choose another way.',
  'passkey.createFailed': 'No passkey was created. This device may already have one for this account.',
  'passkey.wrong': 'This passkey cannot be used to sign in here. Try again, or sign in with your password.',
  'passkey.needsScript': 'This browser cannot use passkeys, or runs no scripts: choose another way.',
};
