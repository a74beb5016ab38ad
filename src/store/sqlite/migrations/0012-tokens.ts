import type { Kysely } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Personal access tokens, and what makes a signed token worthless before it expires. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('personal_access_tokens')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'text', (column) => column.notNull())
    .addColumn('description', 'text', (column) => column.notNull())
    .addColumn('scopes', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at', 'bigint')
    .addPrimaryKeyConstraint('personal_access_tokens_key', ['organization_id', 'id'])
    .addForeignKeyConstraint(
      'personal_access_tokens_user',
      ['organization_id', 'user_id'],
      'users',
      ['organization_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  // The value alone is presented, without an organization.
  await db.schema
    .createIndex('personal_access_tokens_hash')
    .unique()
    .on('personal_access_tokens')
    .column('token_hash')
    .execute();
  await db.schema
    .createIndex('personal_access_tokens_of_user')
    .on('personal_access_tokens')
    .columns(['organization_id', 'user_id'])
    .execute();
  await db.schema
    .createTable('revocations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('revocations_expires_at').on('revocations').column('expires_at').execute();
}
