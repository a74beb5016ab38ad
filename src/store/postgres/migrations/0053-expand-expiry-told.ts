import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Which moment before the expiry of a password its owner was last told of. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table credentials add column expiry_told bigint`.execute(db);
}
