import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { isPostgresUrl } from './postgres/location.ts';
import { openPostgres, type PostgresOptions } from './postgres/open.ts';
import { openSqlite, type SqliteOptions } from './sqlite/open.ts';

/** An open store, for those who put the parts together. */
export type Connection = Kysely<Database>;

/** What concerns the other kind of store is left aside. */
export type StoreOptions = SqliteOptions & PostgresOptions;

/**
 * Opens the store: the one way in.
 *
 * @param location the file of the embedded store, `:memory:` for one that ends with the process, or the `postgres://` URL of a
 *   database.
 * @throws StartupError when it cannot be opened. Queries throw GatehouseError Unavailable when the store as a whole is at
 *   fault.
 */
export function openStore(location: string, options: StoreOptions = {}): Connection {
  return isPostgresUrl(location) ? openPostgres(location, options) : openSqlite(location, options);
}
