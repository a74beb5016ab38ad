import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';

/**
 * Has PostgreSQL count anew what is in the tables that have become several times as large since it last did so. It would do so by
 * itself within minutes; until then it takes them for small, and walks through all users to find one.
 *
 * Nothing depends on it: where it fails, statements take longer. Where it is done at the time, or a table is locked, it is left out.
 */
export async function countAnew(db: Kysely<Database>): Promise<void> {
  try {
    const { rows } = await grown.execute(db);
    if (rows.length === 0) return;
    await sql`analyze (skip_locked) ${sql.join(rows.map(({ name }) => sql.table(name)))}`.execute(db);
  } catch {
    // What was written is committed.
  }
}

/** Pages are of 8 KiB. The first pages of a table are quickly walked through. */
const grown = sql<{ readonly name: string }>`select relname as name from pg_class
  where relkind = 'r' and relnamespace = current_schema()::regnamespace
    and pg_relation_size(oid) / 8192 > 64 + 4 * relpages`;
