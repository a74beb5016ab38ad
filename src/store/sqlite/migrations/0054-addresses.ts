import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/** Who signs in with an address alone is found by a table of addresses, and not by asking every organization. */
export async function up(db: Db): Promise<void> {
  await db.schema
    .createTable('addresses')
    .addColumn('address_key', 'text', (column) => column.notNull())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('account_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('addresses_key', ['address_key', 'organization_id', 'account_id'])
    .modifyEnd(sql`without rowid`)
    .execute();
  await sql`insert into addresses (address_key, organization_id, account_id)
    select email_key, organization_id, id from users where deleted_at is null and email_key is not null
    union select user_name_key, organization_id, id from users where deleted_at is null and user_name_key like '%@%'
    order by 1, 2, 3`.execute(db);
  await db.schema
    .createIndex('addresses_organization')
    .on('addresses')
    .columns(['organization_id', 'address_key', 'account_id'])
    .execute();
  await db.schema.dropIndex('users_addresses').execute();
  await db.schema.dropIndex('users_address_names').execute();
}
