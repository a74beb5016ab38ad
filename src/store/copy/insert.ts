import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { insertRows } from '../rows.ts';
import type { Row } from './batches.ts';
import type { CopiedTable } from './tables.ts';

type Insert = (db: Kysely<Database>, rows: readonly Row[]) => Promise<void>;

/** What inserts any number of rows of a table with one statement. */
export function inserterOf(db: Kysely<Database>, table: CopiedTable): Insert {
  if (dialectOf(db).hasArrays) return insertColumns(table);
  // The columns are those of the catalogue, of which the type knows nothing.
  return insertRows(table.name, table.columns as never);
}

function insertColumns({ name, columns, types }: CopiedTable): Insert {
  const names = sql.join(columns.map((column) => sql.ref(column)));
  return async (db, rows) => {
    const arrays = columns.map((_, place) => {
      const values = rows.map((row) => row[place] ?? null);
      return sql`${values}::${sql.raw(types[place] ?? 'text')}[]`;
    });
    await sql`insert into ${sql.table(name)} (${names}) select * from unnest(${sql.join(arrays)})`.execute(db);
  };
}
