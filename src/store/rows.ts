import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

/**
 * Inserts any number of rows with one statement whose text does not depend on the number. A statement each, or one
 * with a placeholder for every value, takes several times as long. The rows are read from SQLite's binary form of JSON,
 * whose elements are found without reading the text of the row again for each column.
 *
 * @param onTaken whether a row whose key is taken fails everything or is left out.
 */
export function insertRows<Name extends keyof Database & string>(
  table: Name,
  columns: readonly (keyof Database[Name] & string)[],
  onTaken: 'fail' | 'skip' = 'fail',
): (db: Kysely<Database>, rows: readonly (readonly (string | number | null)[])[]) => Promise<void> {
  const ending = onTaken === 'skip' ? sql` on conflict do nothing` : sql``;
  const insert = prepared<{ readonly rows: string }, unknown>((db, place) => {
    const values = columns.map((_, index) => sql`value ->> ${sql.lit(index)}`);
    const query = sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
      select ${sql.join(values)} from jsonb_each(${place('rows')}) where true${ending}`;
    return { compile: () => query.compile(db) };
  });
  return async (db, rows) => {
    if (rows.length > 0) await insert(db, { rows: JSON.stringify(rows) });
  };
}
