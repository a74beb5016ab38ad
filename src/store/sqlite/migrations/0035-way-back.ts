import { type Kysely, sql } from 'kysely';

/**
 * Links in mails remember where the person wanted to go, and an e-mail address finds the organization of its owner.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('account_links').addColumn('way_back', 'text').execute();
  const living = sql`deleted_at is null`;
  await sql`create index users_addresses on users (email_key, organization_id) where ${living}`.execute(db);
  await sql`create index users_address_names on users (user_name_key, organization_id)
    where ${living} and user_name_key like '%@%'`.execute(db);
}
