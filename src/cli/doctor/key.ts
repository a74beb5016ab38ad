import { StartupError } from '../../errors.ts';
import { openSealer } from '../../installation-sealer.ts';
import { signingKeys } from '../../store/signing-keys.ts';
import { opensSigningKeys } from '../../token/keys/opens-keys.ts';
import { openFile } from './files.ts';
import type { Check } from './finding.ts';

const check = 'key';

/** Whether the installation key is there and opens the signing keys. */
export const key: Check = async ({ config, db }) => {
  const stored = await signingKeys(db).all();
  if (stored.length === 0)
    return [{ check, level: 'warning', text: 'Nothing is sealed yet: the server never started.' }];
  try {
    if (opensSigningKeys(await openSealer(config, db), stored)) {
      const text = `The installation key opens the signing keys (${stored.length}).`;
      return [{ check, level: 'ok', text }, ...openFile(check, config['installation-key-file'])];
    }
    const text = 'The installation key does not open the signing keys. If the right one is lost: "keys reseal --lost".';
    return [{ check, level: 'error', text }];
  } catch (error) {
    if (error instanceof StartupError) return [{ check, level: 'error', text: error.message }];
    throw error;
  }
};
