import type { Unlocking } from '../backup/protection.ts';

/** The options that name what opens an encrypted backup. */
export const unlockingValues = {
  'identity-file': {
    placeholder: 'FILE',
    doc: 'What opens a backup that was encrypted to a recipient: a file of age-keygen.',
  },
  'password-file': { placeholder: 'FILE', doc: 'File with the password of the backup, in its first and only line.' },
} as const;

/** What these options name. */
export const unlockingOf = (flags: Readonly<Record<string, string>>): Unlocking => ({
  identityFile: flags['identity-file'],
  passwordFile: flags['password-file'],
});
