import { join } from 'node:path';
import type { Config } from '../config/settings.ts';
import { storeUrlOf } from '../config/store.ts';
import { StartupError } from '../errors.ts';
import { isThere } from '../file-rights.ts';
import { pendingMigrations, requireWhole } from '../store/migrate.ts';
import { type Connection, openStore, type StoreOptions } from '../store/open.ts';

/** What says where the store is; of it a command is told as the server is. */
export const storeOptions = ['data', 'store-url', 'store-url-file'] as const;

/** What says what the installation key is, where it is not in the data folder. */
export const keyOptions = ['installation-key', 'installation-key-file'] as const;

type Place = Pick<Config, (typeof storeOptions)[number]>;

/** The file of the embedded store in a data folder. @throws StartupError when there is none. */
export function requireStoreFile(folder: string): string {
  const file = join(folder, 'gatehouse.db');
  if (isThere(file)) return file;
  throw new StartupError(`There is no store in ${folder}. Name its folder with --data.`);
}

type Options = Pick<StoreOptions, 'bulkCacheKiB'>;

/** What a command asks may take long. */
const limits = { connections: 2, statementMs: 3_600_000 };

/**
 * Opens the store for a command that works beside a running server, without taking the data folder: SQLite lets one
 * process write at a time and has the others wait, and a command does no more than a statement or a small transaction.
 *
 * @param options what a command needs that writes very much.
 * @throws StartupError when there is no store, or it is the beginning of a copy, or no server of this version has served it.
 */
export async function withRunningStore<T>(
  config: Place,
  work: (db: Connection) => Promise<T>,
  options: Options = {},
): Promise<T> {
  const current = async (db: Connection) => {
    if ((await pendingMigrations(db)).length === 0) return await work(db);
    throw new StartupError(
      'The store has the schema of an earlier version. Run "gatehouse migrate", or start the server.',
    );
  };
  return await withStoreAsItIs(config, current, options);
}

/**
 * As `withRunningStore`, for a command that looks at the schema itself.
 *
 * @param work is given the file of the store, if it is the embedded one.
 * @throws StartupError when there is no store, or it is the beginning of a copy.
 */
export async function withStoreAsItIs<T>(
  config: Place,
  work: (db: Connection, storeFile: string | undefined) => Promise<T>,
  options: Options = {},
): Promise<T> {
  const url = storeUrlOf(config);
  const file = url === undefined ? requireStoreFile(config.data) : undefined;
  const db = openStore(url ?? file ?? '', { ...options, limits });
  try {
    await requireWhole(db);
    return await work(db, file);
  } finally {
    await db.destroy();
  }
}
