import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Until when the administrators of an organization have been told what ends soon. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table organizations add column credentials_told bigint`.execute(db);
}
