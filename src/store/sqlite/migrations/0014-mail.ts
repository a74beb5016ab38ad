import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

export async function up(db: Db): Promise<void> {
  await outbox(db);
  await db.schema
    .createTable('message_templates')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('id', 'integer', (column) => column.notNull())
    .addColumn('value', 'text', (column) => column.notNull())
    .addColumn('modified_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('message_templates_key', ['organization_id', 'id'])
    .addForeignKeyConstraint('message_templates_organization', ['organization_id'], 'organizations', ['id'])
    .execute();
}

/** What was put before mail could be sent tells of changes of passwords; it is worth telling for three days. */
async function outbox(db: Db): Promise<void> {
  for (const column of ['expires_at', 'dead_at'] as const) {
    await db.schema.alterTable('outbox').addColumn(column, 'bigint').execute();
  }
  for (const column of ['claim', 'last_error'] as const) {
    await db.schema.alterTable('outbox').addColumn(column, 'text').execute();
  }
  await sql`update outbox set expires_at = created_at + 259200000`.execute(db);
  await db.schema.dropIndex('outbox_waiting').execute();
  await db.schema
    .createIndex('outbox_waiting')
    .on('outbox')
    .columns(['organization_id', 'available_at'])
    .where(sql.ref('delivered_at'), 'is', null)
    .where(sql.ref('dead_at'), 'is', null)
    .execute();
  for (const column of ['delivered_at', 'dead_at', 'expires_at'] as const) {
    await db.schema
      .createIndex(`outbox_${column}`)
      .on('outbox')
      .column(column)
      .where(sql.ref(column), 'is not', null)
      .execute();
  }
}
