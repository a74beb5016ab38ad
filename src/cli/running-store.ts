import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/settings.ts';
import { storeUrlOf } from '../config/store.ts';
import { StartupError } from '../errors.ts';
import { type Connection, openStore } from '../store/open.ts';

type Source = Pick<Config, 'data' | 'store-url' | 'store-url-file'>;

/** Where a command finds the store. */
export const storeOptions = ['data', 'store-url', 'store-url-file'] as const;

/**
 * Opens the store for a command that works beside a running server, without taking the data folder: SQLite lets one
 * process write at a time and has the others wait, and a command does no more than a statement or a small transaction.
 *
 * @throws StartupError when there is no store.
 */
export async function withRunningStore<T>(config: Source, work: (db: Connection) => Promise<T>): Promise<T> {
  const url = storeUrlOf(config);
  if (url === undefined) return await withStoreFile(config, work);
  return await withStore(url, work);
}

/**
 * As `withRunningStore`, for what looks into the file of the embedded store.
 *
 * @throws StartupError when there is no file, or the store is another.
 */
export async function withStoreFile<T>(
  config: Source,
  work: (db: Connection, storeFile: string) => Promise<T>,
): Promise<T> {
  if (storeUrlOf(config) !== undefined) {
    throw new StartupError('This command looks into the file of the embedded store, and store-url names a database.');
  }
  const file = join(config.data, 'gatehouse.db');
  if (!existsSync(file)) throw new StartupError(`There is no store in ${config.data}. Name its folder with --data.`);
  return await withStore(file, (db) => work(db, file));
}

async function withStore<T>(location: string, work: (db: Connection) => Promise<T>): Promise<T> {
  const db = openStore(location);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}
