import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/**
 * A list by e-mail address begins with the users who have none, as on the embedded store, and an index that ends with them was
 * of no use to it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create unique index users_email_order on users (organization_id, email_key nulls first)
    where deleted_at is null`.execute(db);
  await sql`drop index users_email_key`.execute(db);
  await sql`alter index users_email_order rename to users_email_key`.execute(db);
}
