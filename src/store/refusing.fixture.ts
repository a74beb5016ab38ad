import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';

/** Writes of a kind to a table; of an update, those of which the condition on `new` and `old` says so. */
interface Writes {
  readonly of: 'insert' | 'update' | 'delete';
  readonly to: keyof Database;
  readonly when?: string;
}

/** Has the store refuse some writes, each with `out of order`. What is returned has it take them again. */
export async function refusing(db: Kysely<Database>, all: readonly Writes[]): Promise<() => Promise<void>> {
  const { isShared } = dialectOf(db);
  if (isShared) {
    await sql`create or replace function refuse() returns trigger language plpgsql
      as $$ begin raise exception 'out of order'; end $$`.execute(db);
  }
  for (const [n, { of, to, when }] of all.entries()) {
    const head = `create trigger refused_${n} before ${of} on ${to}`;
    const condition = when === undefined ? '' : `when (${when})`;
    const trigger = isShared
      ? `${head} for each row ${condition} execute function refuse()`
      : `${head} ${condition} begin select raise(abort, 'out of order'); end`;
    await sql.raw(trigger).execute(db);
  }
  return async () => {
    for (const [n, { to }] of all.entries()) {
      await sql.raw(`drop trigger refused_${n}${isShared ? ` on ${to}` : ''}`).execute(db);
    }
  };
}
