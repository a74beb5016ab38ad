import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from '../database.ts';
import { dialectOf, type StoreDialect } from '../dialect.ts';
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

interface ColumnRow {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  /** Which column of the primary key it is, counted from 1; 0 for none. */
  readonly place: number;
}

const columns: Readonly<Record<StoreDialect['name'], RawBuilder<ColumnRow>>> = {
  sqlite: sql`select t.name as "table", c.name as "column", c.type, c.pk as place
    from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table'`,
  postgres: sql`select c.relname as "table", a.attname as "column", format_type(a.atttypid, null) as type,
      coalesce(array_position(p.conkey, a.attnum), 0) as place
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_constraint p on p.conrelid = c.oid and p.contype = 'p'
    where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace`,
};

/**
 * Every table that is copied: all but an index, which the other store makes by itself. They come in the order of `kinds`, in
 * which each follows those that its rows refer to.
 */
export async function copiedTables(db: Kysely<Database>): Promise<readonly CopiedTable[]> {
  const { rows } = await columns[dialectOf(db).name].execute(db);
  const byTable = Map.groupBy(rows, ({ table }) => table);
  return (Object.keys(kinds) as (keyof Database)[])
    .filter((name) => kinds[name] !== 'index')
    .map((name) => tableOf(name, byTable.get(name) ?? []));
}

function tableOf(name: keyof Database, rows: readonly ColumnRow[]): CopiedTable {
  const sorted = rows.toSorted((a, b) => (a.column < b.column ? -1 : 1));
  const key = rows.filter(({ place }) => place > 0).sort((a, b) => a.place - b.place);
  return {
    name,
    columns: sorted.map(({ column }) => column),
    types: sorted.map(({ type }) => type),
    key: key.map(({ column }) => column),
  };
}
