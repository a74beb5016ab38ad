import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** Sign-ins under names that nobody has are counted by minute and network: a row each would be anybody's to write. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('refused_sign_ins')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('minute', 'bigint', (column) => column.notNull())
    .addColumn('network', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('count', 'integer', (column) => column.notNull())
    .addColumn('reported', 'integer', (column) => column.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('refused_sign_ins_key', ['organization_id', 'minute', 'network', 'reason'])
    .execute();
  await db.schema.createIndex('refused_sign_ins_minute').on('refused_sign_ins').column('minute').execute();
  await db.schema
    .createIndex('refused_sign_ins_unreported')
    .on('refused_sign_ins')
    .columns(['organization_id', 'minute'])
    .where(sql.ref('reported'), '=', 0)
    .execute();
}
