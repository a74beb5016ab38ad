import type { Kysely } from 'kysely';
import type { Database } from '../database.ts';
import { type CatalogueColumn, dialectOf } from '../dialect.ts';
import { kinds } from '../kinds.ts';

/** A table as the catalogue of a store has it. */
export interface CopiedTable {
  readonly name: keyof Database;
  /** Sorted by name, which is the order of the values in a row of the copy. */
  readonly columns: readonly string[];
  /** Of the columns, as its store calls them. */
  readonly types: readonly string[];
  /** The columns of the primary key, in its order. */
  readonly key: readonly string[];
}

/**
 * Every table that is copied: all but an index, which the other store makes by itself. They come in the order of `kinds`, in
 * which each follows those that its rows refer to.
 */
export async function copiedTables(db: Kysely<Database>): Promise<readonly CopiedTable[]> {
  const { rows } = await dialectOf(db).columns.execute(db);
  const byTable = Map.groupBy(rows, ({ table }) => table);
  return (Object.keys(kinds) as (keyof Database)[])
    .filter((name) => kinds[name] !== 'index')
    .map((name) => tableOf(name, byTable.get(name) ?? []));
}

function tableOf(name: keyof Database, rows: readonly CatalogueColumn[]): CopiedTable {
  const sorted = rows.toSorted((a, b) => (a.column < b.column ? -1 : 1));
  const key = rows.filter(({ place }) => place > 0).sort((a, b) => a.place - b.place);
  return {
    name,
    columns: sorted.map(({ column }) => column),
    types: sorted.map(({ type }) => type),
    key: key.map(({ column }) => column),
  };
}
