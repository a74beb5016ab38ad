import { join } from 'node:path';
import type { Config } from './config/settings.ts';
import type { Sealer } from './directory/sealer.ts';
import { beginFirstLog } from './store/audit-heads.ts';
import { firstStart } from './store/first-start.ts';
import type { Connection } from './store/open.ts';
import { reseal } from './store/reseal.ts';
import { signingKeys } from './store/signing-keys.ts';
import { openInstallationKey, readKeyFile, writeKeyFile } from './token/keys/installation-key.ts';
import { isInstallationKeyOf, opensSigningKeys } from './token/keys/opens-keys.ts';
import { createSealer, earlierSealer } from './token/keys/sealer.ts';

type Source = Pick<Config, 'data' | 'installation-key'>;

export const keyFileOf = ({ data }: Pick<Config, 'data'>): string => join(data, 'installation.key');

/**
 * The sealer of an installation that exists already, for a command that runs beside the server.
 *
 * @throws StartupError when the key is missing, malformed, or in a file that others can read.
 */
export async function openSealer(config: Source, db: Connection): Promise<Sealer> {
  const keys = await signingKeys(db).all();
  const source = { configured: config['installation-key'], file: keyFileOf(config), isFirstStart: false };
  return createSealer(openInstallationKey(source, isInstallationKeyOf(keys)));
}

/**
 * As `openSealer`, for the start of the server, which makes the key of a new installation. What earlier versions sealed
 * is sealed again; an interrupted change of the key is completed.
 */
export async function openSealerAtStart(config: Source, db: Connection): Promise<Sealer> {
  const keys = await signingKeys(db).all();
  const isFirstStart = keys.length === 0 && !(await firstStart(db).was());
  const file = keyFileOf(config);
  const key = openInstallationKey(
    { configured: config['installation-key'], file, isFirstStart },
    isInstallationKeyOf(keys),
  );
  if (isFirstStart) {
    const sealer = createSealer(key);
    await beginFirstLog(db, sealer);
    return sealer;
  }
  if (!config['installation-key'] && readKeyFile(file)?.length === 2 && isInstallationKeyOf(keys)(key))
    writeKeyFile(file, [key]);
  return await upgradeSeals(key, db);
}

/**
 * The sealer of a store with this schema: what an earlier version sealed with the key is sealed again, and the ends of its
 * audit logs are signed as they are.
 */
export async function upgradeSeals(key: Buffer, db: Connection): Promise<Sealer> {
  const keys = await signingKeys(db).all();
  const [sealer, earlier] = [createSealer(key), earlierSealer(key)];
  // Only a holder of the key can have sealed this: write access to the store is not enough to get its logs signed.
  if (!opensSigningKeys(sealer, keys) && opensSigningKeys(earlier, keys)) {
    await reseal(db, { open: earlier.unseal, to: sealer, signedBy: null }, { takesLoss: true });
  }
  return sealer;
}
