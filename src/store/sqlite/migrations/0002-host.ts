import { type Kysely, sql } from 'kysely';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

const host = '00000000-0000-0000-0000-000000000000';

const groups = [
  ['35551807-06b1-4cda-90a1-2fb84851eee7', 'Administrators'],
  ['cdc34b5b-77d2-4ae1-9744-209d21ce557d', 'Automation Users'],
  ['0b2f6a7e-5c1d-4e8a-9f34-7d6c2b81a5e0', 'Automation Developers'],
  ['5d9e0c42-8a17-4b3f-b6d1-e2470f9c38ab', 'Citizen Developers'],
  ['a41c7f68-2e93-4d05-8b7a-61f0c5d2e394', 'Automation Express'],
  ['ce684f6f-5af3-4e43-8516-1adad6e98fc9', 'Everyone'],
] as const;

/** The host becomes an organization like the others, so that it can have users, groups and applications. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('organizations')
    .addColumn('is_active', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await db.schema.alterTable('organizations').addColumn('modified_at', 'bigint').execute();
  const now = Date.now();
  await sql`insert into organizations (id, name, name_key, created_at) values (${host}, 'Host', 'HOST', ${now})`.execute(
    db,
  );
  for (const [id, name] of groups) {
    await sql`insert into groups (organization_id, id, name, name_key, type, created_at)
      values (${host}, ${id}, ${name}, ${name.toUpperCase()}, 'builtIn', ${now})`.execute(db);
  }
  await sql`update settings set organization_id = ${host} where organization_id = ''`.execute(db);
  await sql`update counters set organization_id = ${host} where organization_id = ''`.execute(db);
}
