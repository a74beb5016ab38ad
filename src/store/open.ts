import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { openSqlite, type SqliteOptions } from './sqlite/open.ts';

/** An open store, for those who put the parts together. */
export type Connection = Kysely<Database>;

/**
 * Opens the store: the one way in.
 *
 * @param location the file of the embedded store, `:memory:` for one that ends with the process.
 * @throws StartupError when it cannot be opened. Queries throw GatehouseError Unavailable when the store as a whole is at
 *   fault.
 */
export function openStore(location: string, options: SqliteOptions = {}): Connection {
  return openSqlite(location, options);
}
