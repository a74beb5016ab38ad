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

export async function serverFacts(db: Kysely<Database>): Promise<ServerFacts> {
  const { rows } = await sql<{ version: string; state: string; invalid: number; size: number }>`
    select current_setting('server_version') as version, current_setting('transaction_read_only') as state,
      (select count(*) from pg_index i join pg_class c on c.oid = i.indexrelid
        where not i.indisvalid and c.relnamespace = current_schema()::regnamespace) as invalid,
      pg_database_size(current_database()) as size`.execute(db);
  const { version = '', state = '', invalid = 0, size = 0 } = rows[0] ?? {};
  return { version, takesWrites: state === 'off', invalidIndexes: invalid, size };
}
