import type { Config } from '../config/settings.ts';
import { storeUrlOf } from '../config/store.ts';
import { StartupError } from '../errors.ts';
import { isThere } from '../file-rights.ts';
import { takeDataFolder } from '../store/data-folder.ts';
import { migrate } from '../store/migrate.ts';
import { type Connection, openStore } from '../store/open.ts';
import { requireStopped } from '../store/stopped.ts';
import type { storeOptions } from './running-store.ts';

/**
 * Opens the store for a command that must be alone with it, in the schema of this version.
 *
 * @throws StartupError when there is none, or a server works on it.
 */
export async function withStoppedStore<T>(
  config: Pick<Config, (typeof storeOptions)[number]>,
  work: (db: Connection) => Promise<T>,
): Promise<T> {
  if (!isThere(config.data))
    throw new StartupError(`There is no store in ${config.data}. Name its folder with --data.`);
  const folder = takeDataFolder(config.data);
  const db = openStore(storeUrlOf(config) ?? folder.databaseFile);
  try {
    await migrate(db);
    await requireStopped(db);
    return await work(db);
  } finally {
    await db.destroy();
    folder.release();
  }
}
