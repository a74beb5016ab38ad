import { choice, integer, optionalPath, optionalText } from './kinds.ts';
import type { Setting } from './setting.ts';

/** What is there from the first start on, and the keys. */
export const installationSettings = {
  seed: optionalPath('FILE', 'YAML file of organizations, users, groups and applications to create when missing.'),
  'admin-password': {
    ...optionalText(
      'PASSWORD',
      'Password that the administrators of the first start get, instead of random ones that are printed. They have to change it at the first sign-in. Later starts do not look at it.',
    ),
    isSecret: true,
  },
  'admin-password-hash': {
    ...optionalText(
      'HASH',
      'Argon2id hash of that password, instead, as "gatehouse hash password" makes it. Whoever knows the password chose it, and need not change it.',
    ),
    isSecret: true,
  },
  'admin-password-file': optionalPath(
    'FILE',
    'File that holds admin-password or admin-password-hash and nothing else, such as a mounted secret.',
  ),
  'installation-key': installationKey(),
  'installation-key-file': optionalPath(
    'FILE',
    'File that holds installation-key and nothing else, such as a mounted secret.',
  ),
  'signing-key-days': integer(1, 3650, 90, 'Age in days at which the token signing key is replaced by a new one.'),
  'signing-algorithm': choice(
    ['RS256', 'ES256'],
    'RS256',
    'How access tokens and ID tokens are signed. When it is changed, a key of the new kind takes over as with any replacement. The same for every process on one store.',
  ),
} as const;

function installationKey(): Setting<Buffer | undefined> {
  return {
    doc: 'Key that seals the private signing keys at rest: 32 random bytes in base64.',
    placeholder: 'KEY',
    fallback: undefined,
    fallbackText: 'made at first start and kept in the data folder',
    isSecret: true,
    read: (value) => {
      const text = value.trim();
      const key = Buffer.from(text, 'base64');
      // Of two keys, the first one alone would be read.
      return key.length === 32 && !/\s/.test(text) ? { value: key } : { expected: '32 bytes in base64' };
    },
  };
}
