import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../config/settings.ts';
import { StartupError } from '../errors.ts';
import { type Connection, openStore } from '../store/open.ts';

/**
 * Opens the store for a command that works beside a running server, without taking the data folder: SQLite lets one
 * process write at a time and has the others wait, and a command does no more than a statement or a small transaction.
 *
 * @throws StartupError when there is no store.
 */
export async function withRunningStore<T>(
  { data }: Pick<Config, 'data'>,
  work: (db: Connection, storeFile: string) => Promise<T>,
): Promise<T> {
  const file = join(data, 'gatehouse.db');
  if (!existsSync(file)) throw new StartupError(`There is no store in ${data}. Name its folder with --data.`);
  const db = openStore(file);
  try {
    return await work(db, file);
  } finally {
    await db.destroy();
  }
}
