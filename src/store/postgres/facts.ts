import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';

/** What a server of PostgreSQL says of itself and of the database. */
export interface ServerFacts {
  readonly version: string;
  /** A replica takes none. */
  readonly takesWrites: boolean;
  readonly invalidIndexes: number;
  /** The size of the database in bytes. */
  readonly size: number;
}

/** Whether the server takes writes: a replica takes none. */
export async function takesWrites(db: Kysely<Database>): Promise<boolean> {
  const { rows } = await sql<{ state: string }>`select current_setting('transaction_read_only') as state`.execute(db);
  return rows[0]?.state === 'off';
}

/** To be asked now and then: the size of a large database takes a while. */
export async function serverFacts(db: Kysely<Database>): Promise<ServerFacts> {
  const { rows } = await sql<{ version: string; invalid: number; size: number }>`
    select current_setting('server_version') as version,
      (select count(*) from pg_index i join pg_class c on c.oid = i.indexrelid
        where not i.indisvalid and c.relnamespace = current_schema()::regnamespace) as invalid,
      pg_database_size(current_database()) as size`.execute(db);
  const { version = '', invalid = 0, size = 0 } = rows[0] ?? {};
  return { version, takesWrites: await takesWrites(db), invalidIndexes: invalid, size };
}
