import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Who has no password yet is counted in the index alone: without the column in it, SQLite looks at every row for its hash. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index credentials_to_be_set on credentials (organization_id, user_id, password_hash)
    where password_hash is null`.execute(db);
  await sql`drop index credentials_without_password`.execute(db);
}
