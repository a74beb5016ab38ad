import type { Kysely } from 'kysely';
import { StartupError } from '../../errors.ts';
import type { Database } from '../database.ts';
import { BatchSize, type Key, keyOf, type Row, rowsAfter, shown } from './batches.ts';
import type { CopiedTable } from './tables.ts';

type Db = Kysely<Database>;

/**
 * Reads a table of both stores and compares it, row by row and value by value.
 *
 * @throws StartupError naming the first row that is not the same.
 */
export async function compareTable(
  source: Db,
  target: Db,
  table: CopiedTable,
  onRows: (count: number) => void,
): Promise<void> {
  const size = new BatchSize();
  let after: Key | undefined;
  for (;;) {
    const copied = rowsAfter(target, table, after, size.rows);
    const [expected, found] = await Promise.all([rowsAfter(source, table, after, size.rows), copied]);
    if (!isSame(expected, found)) throw new StartupError(difference(table, expected, found));
    const last = expected.at(-1);
    if (last === undefined) return;
    size.adapt(expected);
    after = keyOf(table, last);
    onRows(expected.length);
  }
}

const isSame = (expected: readonly Row[], found: readonly Row[]): boolean =>
  expected.length === found.length && expected.every((row, place) => isSameRow(row, found[place]));

const isSameRow = (row: Row, other: Row | undefined): boolean => row.every((value, place) => value === other?.[place]);

function difference(table: CopiedTable, expected: readonly Row[], found: readonly Row[]): string {
  const index = expected.findIndex((row, place) => !isSameRow(row, found[place]));
  const row = expected[index] ?? found[expected.length] ?? [];
  return `The row ${shown(table, row)} is not the same in both stores: the source has changed since the copy was begun, or somebody has written to the target. Empty the target, and copy again.`;
}
