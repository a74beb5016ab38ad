import type { Kysely } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/**
 * Attempts are counted for each account and source. The one count of each account goes, and with it the locks of the
 * moment: they could not say whom they are for.
 */
export async function up(db: Db): Promise<void> {
  await db.schema
    .createTable('password_attempts')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('user_id', 'text', (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('source', 'text', (column) => column.notNull())
    .addColumn('network', 'text')
    .addColumn('pending', 'integer', (column) => column.notNull())
    .addColumn('pending_until', 'bigint', (column) => column.notNull())
    .addColumn('failed', 'integer', (column) => column.notNull())
    .addColumn('locked_until', 'bigint')
    .addColumn('refused', 'integer', (column) => column.notNull())
    .addColumn('day', 'integer', (column) => column.notNull())
    .addColumn('failed_today', 'integer', (column) => column.notNull())
    .addColumn('failed_yesterday', 'integer', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('password_attempts_key', ['organization_id', 'user_id', 'kind', 'source'])
    .execute();
  await db.schema.createIndex('password_attempts_expiry').on('password_attempts').column('expires_at').execute();
  for (const column of ['failed_attempts', 'refused_attempts', 'locked_until']) {
    await db.schema.alterTable('credentials').dropColumn(column).execute();
  }
  await db.schema.alterTable('credentials').addColumn('lock_told_at', 'bigint').execute();
  await db.schema.dropTable('nobody_credentials').execute();
}
