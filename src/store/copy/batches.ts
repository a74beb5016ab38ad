import { type Kysely, type RawBuilder, sql } from 'kysely';
import { StartupError } from '../../errors.ts';
import type { Database } from '../database.ts';
import type { CopiedTable } from './tables.ts';

type Value = string | number | null;

/** Values in the order of the columns of the table. */
export type Row = readonly Value[];

/** The values of a primary key. */
export type Key = readonly Value[];

/** What a batch takes at the most, about: it is one parameter of a statement. */
const mostBytes = 2 * 1024 * 1024;
const mostRows = 10_000;
const firstRows = 200;

/** As text, about. */
const sizeOf = (value: Value): number => (typeof value === 'string' ? value.length : 8);

/** How many rows make a batch, by the size of those that were there before. */
export class BatchSize {
  #rows = firstRows;

  get rows(): number {
    return this.#rows;
  }

  /** After larger rows the next batch has fewer of them; after smaller ones it grows by and by. */
  adapt(rows: readonly Row[]): void {
    const bytes = rows.reduce((sum, row) => row.reduce<number>((size, value) => size + sizeOf(value), sum), 0);
    const fitting = Math.floor((mostBytes * rows.length) / Math.max(bytes, 1));
    this.#rows = Math.max(1, Math.min(fitting, 4 * this.#rows, mostRows));
  }
}

const listOf = (names: readonly string[]): RawBuilder<unknown> => sql.join(names.map((name) => sql.ref(name)));

/**
 * The next rows in the order of the primary key, which is the same in both kinds of store: texts are compared byte by byte.
 *
 * @param after the key of the last row before them; undefined for the first ones.
 */
export async function rowsAfter(
  db: Kysely<Database>,
  { name, columns, key }: CopiedTable,
  after: Key | undefined,
  limit: number,
): Promise<readonly Row[]> {
  const beyond = after === undefined ? sql`` : sql`where (${listOf(key)}) > (${sql.join(after)})`;
  const { rows } = await sql<Record<string, Value>>`select ${listOf(columns)} from ${sql.table(name)} ${beyond}
    order by ${listOf(key)} limit ${limit}`.execute(db);
  return rows.map((row) => columns.map((column) => row[column] ?? null));
}

export const keyOf = ({ columns, key }: CopiedTable, row: Row): Key =>
  key.map((column) => row[columns.indexOf(column)] ?? null);

/** The row, for people. */
export const shown = (table: CopiedTable, row: Row): string => `${table.name} ${JSON.stringify(keyOf(table, row))}`;

/** @throws StartupError when a text has a NUL character in it, which PostgreSQL does not take. */
export function requireNoNul(table: CopiedTable, rows: readonly Row[]): void {
  for (const row of rows) {
    const place = row.findIndex((value) => typeof value === 'string' && value.includes('\0'));
    if (place < 0) continue;
    throw new StartupError(
      `The row ${shown(table, row)} has a NUL character (U+0000) in ${table.columns[place]}, which no text may have. Change it in the source, and copy again.`,
    );
  }
}
