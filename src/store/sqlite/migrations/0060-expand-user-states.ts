import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Who is not active, and who has no password yet, is found without looking at everybody. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create index users_inactive on users (organization_id, user_name_key)
    where is_active = 0 and deleted_at is null`.execute(db);
  await sql`create index credentials_without_password on credentials (organization_id, user_id)
    where password_hash is null`.execute(db);
}
