import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** By what the person who made a personal access token had signed in. There was nothing but passwords so far. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table personal_access_tokens add column amr text collate "C" not null default '["pwd"]'`.execute(db);
}
