import { type Kysely, sql } from 'kysely';
import { accountTables } from './baseline/account.ts';
import { applicationTables } from './baseline/application.ts';
import { organizationTables } from './baseline/organization.ts';
import { recordTables } from './baseline/record.ts';
import { tokenTables } from './baseline/token.ts';

// A migration is frozen once released: it names columns literally and imports nothing that may change later.

const tables = [organizationTables, accountTables, applicationTables, recordTables, tokenTables];

/** Texts are compared byte by byte, as SQLite does: what is a key must not depend on the locale of the database. */
const withCollation = (schema: string): string => schema.replaceAll(/^( {2}\w+ text)\b/gm, '$1 collate "C"');

/** The schema as the migrations of the embedded store have made it, and what they have put into it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const schema of tables) await sql.raw(withCollation(schema)).execute(db);
  await trigrams(db);
  await host(db);
}

/**
 * The index that finds users by a part of a name needs the extension pg_trgm, which an administrator of the database may have
 * to install. Without it, names are searched range by range.
 */
async function trigrams(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ installed: number }>`select count(*) as installed from pg_extension
    where extname = 'pg_trgm'`.execute(db);
  if (rows[0]?.installed === 0 && !(await install(db))) return;
  await sql`create index users_search_trigrams on users using gin (search_text gin_trgm_ops)
    where deleted_at is null`.execute(db);
}

async function install(db: Kysely<unknown>): Promise<boolean> {
  const { rows } = await sql<{
    may: number;
  }>`select exists (select 1 from pg_available_extensions where name = 'pg_trgm')
    and has_database_privilege(current_database(), 'create') as may`.execute(db);
  if (rows[0]?.may !== 1) return false;
  await sql`create extension pg_trgm`.execute(db);
  return true;
}

const hostId = '00000000-0000-0000-0000-000000000000';
const portalId = '1119a927-10ab-4543-bd1a-ad6bfbbc27f4';

const groups = [
  ['35551807-06b1-4cda-90a1-2fb84851eee7', 'Administrators'],
  ['cdc34b5b-77d2-4ae1-9744-209d21ce557d', 'Automation Users'],
  ['0b2f6a7e-5c1d-4e8a-9f34-7d6c2b81a5e0', 'Automation Developers'],
  ['5d9e0c42-8a17-4b3f-b6d1-e2470f9c38ab', 'Citizen Developers'],
  ['a41c7f68-2e93-4d05-8b7a-61f0c5d2e394', 'Automation Express'],
  ['ce684f6f-5af3-4e43-8516-1adad6e98fc9', 'Everyone'],
] as const;

/** The host is an organization like the others; the public client of the portal belongs to it. */
async function host(db: Kysely<unknown>): Promise<void> {
  const now = Date.now();
  await sql`insert into organizations (id, number, name, name_key, created_at)
    values (${hostId}, 1, 'Host', 'HOST', ${now})`.execute(db);
  await sql`insert into counters (organization_id, name, value)
    values (${hostId}, 'user_search', ${2 ** 31})`.execute(db);
  for (const [id, name] of groups) {
    await sql`insert into groups (organization_id, id, name, name_key, type, created_at)
      values (${hostId}, ${id}, ${name}, ${name.toUpperCase()}, 'builtIn', ${now})`.execute(db);
  }
  await sql`insert into applications
      (organization_id, id, name, is_confidential, redirect_uris, is_active, created_at, is_first_party)
    values (${hostId}, ${portalId}, 'Portal', 0, '[]', 1, ${now}, 1)`.execute(db);
  await sql`insert into subjects (id, organization_id, kind) values (${portalId}, ${hostId}, 'application')`.execute(
    db,
  );
}
