import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/**
 * What a person has granted to an application is found by both. With an index for each, SQLite took that of the application,
 * and looked through what everybody has granted to it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index grants_account_and_client on grants (organization_id, account_id, client_id)
    where account_id is not null`.execute(db);
  await sql`drop index grants_account_id`.execute(db);
}
