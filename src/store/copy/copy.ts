import { type Kysely, sql } from 'kysely';
import { StartupError } from '../../errors.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { inTransaction } from '../transaction.ts';
import { BatchSize, type Key, keyOf, type Row, requireNoNul, rowsAfter } from './batches.ts';
import { inserterOf } from './insert.ts';
import { advance, reached } from './progress.ts';
import type { CopiedTable } from './tables.ts';

type Db = Kysely<Database>;

/** Copies what a table holds behind the last row that was copied before. `onRows` is told of each batch. */
export async function copyTable(
  source: Db,
  target: Db,
  table: CopiedTable,
  onRows: (count: number) => void,
): Promise<void> {
  const insert = inserterOf(target, table);
  const size = new BatchSize();
  let after = await reached(target, table.name);
  let next = ahead(rowsAfter(source, table, after, size.rows));
  for (;;) {
    const rows = await next;
    const last = rows.at(-1);
    if (last === undefined) return;
    requireNoNul(table, rows);
    size.adapt(rows);
    const to = keyOf(table, last);
    // Read while the other store writes.
    next = ahead(rowsAfter(source, table, to, size.rows));
    await write(target, { table, insert, rows, from: after, to });
    after = to;
    onRows(rows.length);
  }
}

/** Something that is awaited later, and may have failed by then. */
function ahead<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {});
  return promise;
}

interface Batch {
  readonly table: CopiedTable;
  readonly insert: ReturnType<typeof inserterOf>;
  readonly rows: readonly Row[];
  readonly from: Key | undefined;
  readonly to: Key;
}

async function write(target: Db, { table, insert, rows, from, to }: Batch): Promise<void> {
  await inTransaction(target, async (db) => {
    if (!(await advance(db, table.name, from, to))) {
      throw new StartupError('Another process copies into the same store. Let one of them finish.');
    }
    await insert(db, rows);
    if (table.name === 'users') await dialectOf(db).textIndex.add(db, searchedTexts(table, rows));
  });
}

/** Of users who are there, as the index of the embedded store has them. */
function searchedTexts({ columns }: CopiedTable, rows: readonly Row[]): readonly (readonly [number, string])[] {
  const [id, text, deletedAt] = ['search_id', 'search_text', 'deleted_at'].map((name) => columns.indexOf(name));
  return rows
    .filter((row) => row[deletedAt ?? -1] === null)
    .map((row) => [Number(row[id ?? -1]), String(row[text ?? -1])]);
}

/** How many rows there are to copy or to compare. */
export async function countRows(db: Db, table: CopiedTable): Promise<number> {
  const { rows } = await sql<{ count: number }>`select count(*) as count from ${sql.table(table.name)}`.execute(db);
  return rows[0]?.count ?? 0;
}
