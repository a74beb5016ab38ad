import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { forget, note, readProgress } from './progress.ts';

type Db = Kysely<Database>;

/**
 * Drops the indexes of PostgreSQL that are not needed to copy, and notes how they are made: each at once, from all rows, takes
 * a fraction of the time. SQLite gains nothing by it.
 */
export async function putIndexesAside(db: Db): Promise<void> {
  if (dialectOf(db).name === 'sqlite') return;
  const { rows } = await sql<{ name: string; statement: string }>`
    select c.relname as name, pg_get_indexdef(c.oid) as statement from pg_index i join pg_class c on c.oid = i.indexrelid
    where c.relnamespace = current_schema()::regnamespace and c.relname not like 'migrations%'
      and not exists (select 1 from pg_constraint where conindid = c.oid)`.execute(db);
  for (const { name, statement } of rows) {
    await note(db, 'index', name, statement);
    await sql`drop index ${sql.ref(name)}`.execute(db);
  }
}

/** Makes those that were put aside. What is unique shows here. */
export async function makeIndexes(db: Db): Promise<void> {
  for (const [name, statement] of await readProgress(db, 'index')) {
    await db.transaction().execute(async (transaction) => {
      await sql.raw(statement).execute(transaction);
      await forget(transaction, 'index', name);
    });
  }
}
