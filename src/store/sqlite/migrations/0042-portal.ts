import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

const host = '00000000-0000-0000-0000-000000000000';
const portal = '1119a927-10ab-4543-bd1a-ad6bfbbc27f4';

/**
 * The public client of the portal, which belongs to the host; applications that an installer has registered: how long
 * their tokens are good for, and that they open nothing here; and finding an organization by the name of its tenant.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await db.schema.alterTable('applications').addColumn('access_token_seconds', 'bigint').execute();
  await db.schema
    .alterTable('applications')
    .addColumn('is_installed', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  await db.schema.createIndex('tenants_names').on('tenants').column('name_key').execute();
  await db.schema.createIndex('tenants_ids').on('tenants').column('id').execute();
  const { numAffectedRows } = await sql`
    insert into applications
      (organization_id, id, name, is_confidential, redirect_uris, is_active, created_at, is_first_party)
    select id, ${portal}, ${'Portal'}, 0, ${'[]'}, 1, created_at, 1
    from organizations
    where id = ${host}
      and not exists (select 1 from applications where id = ${portal})
      and not exists (select 1 from subjects where id = ${portal})`.execute(db);
  if (numAffectedRows !== 1n) return;
  await sql`insert into subjects (id, organization_id, kind) values (${portal}, ${host}, 'application')`.execute(db);
}
