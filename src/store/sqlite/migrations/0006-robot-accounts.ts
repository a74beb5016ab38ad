import type { Kysely } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Robot accounts, and groups that tell whether somebody changed them in between. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('robot_accounts')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull())
    .addColumn('display_name', 'text', (column) => column.notNull())
    .addColumn('display_name_key', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('modified_at', 'bigint')
    .addColumn('last_login_at', 'bigint')
    .addColumn('version', 'bigint', (column) => column.notNull().defaultTo(1))
    .addPrimaryKeyConstraint('robot_accounts_key', ['organization_id', 'id'])
    .addUniqueConstraint('robot_accounts_name', ['organization_id', 'name_key'])
    .addForeignKeyConstraint('robot_accounts_organization', ['organization_id'], 'organizations', ['id'])
    .execute();
  await db.schema
    .alterTable('groups')
    .addColumn('version', 'bigint', (column) => column.notNull().defaultTo(1))
    .execute();
  // Whether a text is an id of a group at all is asked without an organization.
  await db.schema.createIndex('groups_id').on('groups').column('id').execute();
}
