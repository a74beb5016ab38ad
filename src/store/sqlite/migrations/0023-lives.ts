import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/** What is over is found without looking at everything else, and nothing is left of people who were deleted. */
export async function up(db: Db): Promise<void> {
  await db.schema.createIndex('login_attempts_created_at').on('login_attempts').column('created_at').execute();
  await db.schema.createIndex('account_links_expires_at').on('account_links').column('expires_at').execute();
  await db.schema
    .createIndex('personal_access_tokens_expires_at')
    .on('personal_access_tokens')
    .column('expires_at')
    .execute();
  await db.schema
    .createIndex('organizations_deleted_at')
    .on('organizations')
    .column('deleted_at')
    .where(sql.ref('deleted_at'), 'is not', null)
    .execute();
  // Mails that were sent stay for a while, long after they would have been too late.
  await db.schema.dropIndex('outbox_expires_at').execute();
  await db.schema
    .createIndex('outbox_late')
    .on('outbox')
    .column('expires_at')
    .where(sql.ref('delivered_at'), 'is', null)
    .where(sql.ref('dead_at'), 'is', null)
    .execute();
  await wipeDeletedPeople(db);
}

const tablesOfPeople = [
  ...['personal_access_tokens', 'consents', 'account_links', 'user_logins', 'password_history', 'credentials'],
  'settings',
];

async function wipeDeletedPeople(db: Db): Promise<void> {
  for (const table of tablesOfPeople) {
    await sql`delete from ${sql.table(table)} where (organization_id, user_id) in
      (select organization_id, id from users where deleted_at is not null)`.execute(db);
  }
  await sql`update users set user_name = '', user_name_key = '', email = null, email_key = null, name = null,
    name_key = null, surname = null, surname_key = null, display_name = null, display_name_key = null,
    extension_attributes = null, search_text = '' where deleted_at is not null`.execute(db);
}
