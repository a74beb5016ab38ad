import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** By which rules a password was judged when it was set. Of those that are there already, nobody knows. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table credentials add column kept_rules text`.execute(db);
}
