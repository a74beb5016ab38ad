import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Who has a factor of a kind, and how many do, is found without reading the factors themselves. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index factors_kind on factors (organization_id, kind, user_id)`.execute(db);
}
