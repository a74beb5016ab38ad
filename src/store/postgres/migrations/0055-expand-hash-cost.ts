import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** What a hash that was made elsewhere costs, so that the slowest is found. Of ours it is null. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table credentials add column hash_cost integer`.execute(db);
  await sql`create index credentials_by_hash_cost on credentials (organization_id, hash_cost)
    where hash_cost is not null`.execute(db);
}
