import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';
import { refuseNul, replacement } from './nul.ts';
import { prepared } from './prepared.ts';

interface Options<Column> {
  readonly numbers?: readonly Column[];
  readonly onTaken?: 'fail' | 'skip' | Replacement<Column>;
}

/** The row that has the key keeps what it has but for these columns. */
interface Replacement<Column> {
  readonly key: readonly Column[];
  readonly replaced: readonly Column[];
}

/**
 * Inserts any number of rows with one statement whose text does not depend on the number. A statement each, or one
 * with a placeholder for every value, takes several times as long.
 *
 * @param numbers the columns that hold numbers; the others hold text.
 * @param onTaken whether a row whose key is taken fails everything, is left out, or changes the one that is there.
 * @throws GatehouseError BadRequest when a text has a NUL character.
 */
export function insertRows<Name extends keyof Database & string>(
  table: Name,
  columns: readonly (keyof Database[Name] & string)[],
  { numbers = [], onTaken = 'fail' }: Options<keyof Database[Name] & string> = {},
): (db: Kysely<Database>, rows: readonly (readonly (string | number | null)[])[]) => Promise<void> {
  const ending = endingOf(onTaken);
  const insert = prepared<{ readonly rows: string }, unknown>((db, place) => {
    const kinds = columns.map((column) => (numbers.includes(column) ? 'number' : 'text'));
    const rows = dialectOf(db).rowsOf(kinds, place('rows'));
    const query = sql`insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
      ${rows}${ending}`;
    return { compile: () => query.compile(db) };
  });
  return async (db, rows) => {
    if (rows.length === 0) return;
    const json = jsonList(rows);
    // It stands for what is no text; who looks at each text takes longer than who writes them down.
    if (json.includes(replacement)) for (const row of rows) refuseNul(row);
    await insert(db, { rows: json });
  };
}

function endingOf<Column extends string>(onTaken: NonNullable<Options<Column>['onTaken']>) {
  if (onTaken === 'fail') return sql``;
  if (onTaken === 'skip') return sql` on conflict do nothing`;
  const { key, replaced } = onTaken;
  const columns = replaced.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`);
  return sql` on conflict (${sql.join(key.map((column) => sql.ref(column)))}) do update set ${sql.join(columns)}`;
}
