import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';

/** The names of all tables that there are, those of the migrator included. */
export async function tableNames(db: Kysely<Database>): Promise<ReadonlySet<string>> {
  const { rows } = await dialectOf(db).tableNames.execute(db);
  return new Set(rows.map(({ name }) => name));
}
