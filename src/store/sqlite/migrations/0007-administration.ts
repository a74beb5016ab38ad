import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

/** What administrators manage: applications and the scopes they may have, certificates, and whole organizations. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('organizations').addColumn('deleted_at', 'bigint').execute();
  await db.schema
    .createTable('deleted_applications')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('deleted_at', 'bigint', (column) => column.notNull())
    .execute();
  await origins(db);
  await resources(db);
  await db.schema
    .createTable('certificates')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('id', 'bigint', (column) => column.notNull())
    .addColumn('certificate', 'text', (column) => column.notNull())
    .addColumn('thumbprint', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('certificates_key', ['organization_id', 'role'])
    .execute();
}

async function origins(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('application_origins')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('application_id', 'text', (column) => column.notNull())
    .addColumn('origin', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('application_origins_key', ['organization_id', 'application_id', 'origin'])
    .addForeignKeyConstraint(
      'application_origins_application',
      ['organization_id', 'application_id'],
      'applications',
      ['organization_id', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  await db.schema.createIndex('application_origins_origin').on('application_origins').column('origin').execute();
  const { rows } = await sql<{ organization_id: string; id: string; redirect_uris: string }>`
    select organization_id, id, redirect_uris from applications`.execute(db);
  for (const row of rows) {
    const found = (JSON.parse(row.redirect_uris) as string[]).map((uri) => URL.parse(uri)?.origin);
    for (const origin of new Set(found.filter((one) => one !== undefined && one !== 'null'))) {
      await sql`insert into application_origins (organization_id, application_id, origin)
        values (${row.organization_id}, ${row.id}, ${origin})`.execute(db);
    }
  }
}

/** Scope names that were given to applications before there was a list of them are registered as they are. */
async function resources(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('api_resources')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('name_key', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('display_name', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addPrimaryKeyConstraint('api_resources_key', ['organization_id', 'name_key'])
    .execute();
  await db.schema
    .createTable('api_scopes')
    .addColumn('organization_id', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('resource_key', 'text', (column) => column.notNull())
    .addColumn('display_name', 'text', (column) => column.notNull())
    .addColumn('description', 'text')
    .addColumn('type', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('api_scopes_key', ['organization_id', 'name'])
    .addForeignKeyConstraint(
      'api_scopes_resource',
      ['organization_id', 'resource_key'],
      'api_resources',
      ['organization_id', 'name_key'],
      (constraint) => constraint.onDelete('cascade'),
    )
    .execute();
  const unlisted = sql`from application_scopes where name not like 'PM.%' and name not like 'OR.%'
    and name not in ('openid', 'profile', 'email', 'offline_access', 'IdentityServerApi')`;
  await sql`insert into api_resources (organization_id, name_key, name, display_name, description)
    select distinct organization_id, 'CUSTOM', 'Custom', 'Custom', null ${unlisted}`.execute(db);
  await sql`insert into api_scopes (organization_id, name, resource_key, display_name, description, type)
    select distinct organization_id, name, 'CUSTOM', name, null, 'both' ${unlisted}`.execute(db);
}
