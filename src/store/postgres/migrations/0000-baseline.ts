import { type Kysely, sql } from 'kysely';
import { accountTables } from './baseline/account.ts';
import { applicationTables } from './baseline/application.ts';
import { addHost } from './baseline/host.ts';
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
  await addHost(db);
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
