import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

type Db = Kysely<unknown>;

/**
 * Nothing is unique but within an organization any more, so that each may have a store of its own. What leads to the
 * organization of a thing stands in tables of its own: of an origin, and of a handle that does not name it.
 */
export async function up(db: Db): Promise<void> {
  await origins(db);
  await db.schema.dropIndex('applications_id').execute();
  await db.schema.createIndex('subject_clashes_id').on('subject_clashes').column('id').execute();
  await db.schema
    .createTable('old_handles')
    .addColumn('id', 'text', (column) => column.notNull().primaryKey())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  for (const [table, index] of [
    ['account_links', 'account_links_token'],
    ['personal_access_tokens', 'personal_access_tokens_hash'],
  ] as const) {
    await sql`insert into old_handles (id, organization_id, expires_at)
      select token_hash, organization_id, expires_at from ${sql.table(table)} order by token_hash`.execute(db);
    await db.schema.dropIndex(index).execute();
    await db.schema.createIndex(index).unique().on(table).columns(['organization_id', 'token_hash']).execute();
  }
  await db.schema.createIndex('old_handles_expires_at').on('old_handles').column('expires_at').execute();
}

/** They are looked for by the origin alone, and refer to nothing. */
async function origins(db: Db): Promise<void> {
  await db.schema.alterTable('application_origins').renameTo('application_origins_before').execute();
  await db.schema
    .createTable('application_origins')
    .addColumn('origin', 'text', (column) => column.notNull())
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('application_id', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('application_origins_key', ['origin', 'organization_id', 'application_id'])
    .execute();
  await sql`insert into application_origins (origin, organization_id, application_id)
    select origin, organization_id, application_id from application_origins_before`.execute(db);
  await db.schema.dropTable('application_origins_before').execute();
  await db.schema
    .createIndex('application_origins_application')
    .on('application_origins')
    .columns(['organization_id', 'application_id'])
    .execute();
}
