import type { Kysely } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

export async function up(db: Db): Promise<void> {
  await db.schema
    .alterTable('credentials')
    .addColumn('refused_attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable('nobody_credentials')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('password_hash', 'text')
    .addColumn('version', 'bigint', (column) => column.notNull().defaultTo(1))
    .addColumn('security_stamp', 'text', (column) => column.notNull())
    .addColumn('changed_at', 'bigint', (column) => column.notNull())
    .addColumn('must_change', 'integer', (column) => column.notNull())
    .addColumn('failed_attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addColumn('locked_until', 'bigint')
    .addColumn('refused_attempts', 'integer', (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('nobody_credentials_key', ['organization_id', 'user_id'])
    .execute();
  await db.schema
    .createTable('account_links')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'text', (column) => column.notNull())
    .addColumn('credential_version', 'bigint')
    .addColumn('email', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('used_at', 'bigint')
    .addColumn('window_began_at', 'bigint', (column) => column.notNull())
    .addColumn('issued', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('account_links_key', ['organization_id', 'user_id', 'kind'])
    .execute();
  await db.schema.createIndex('account_links_token').unique().on('account_links').column('token_hash').execute();
}
