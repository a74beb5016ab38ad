import { statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { openStore } from '../src/store/open.ts';
import type { Folder } from './server.ts';

/** Bytes of each table with its indexes, and of the write-ahead log of the embedded store. */
export type TableSizes = ReadonlyMap<string, number>;

/** How large the tables are, asked beside the servers. */
export const sizesOf = ({ storeUrl, data }: Folder): Promise<TableSizes> =>
  storeUrl === undefined ? ofFile(join(data, 'gatehouse.db')) : ofDatabase(storeUrl);

async function ofDatabase(url: string): Promise<TableSizes> {
  const db = openStore(url);
  try {
    const { rows } = await sql<{ name: string; bytes: number }>`
      select relname as name, pg_total_relation_size(relid) as bytes from pg_stat_user_tables`.execute(db);
    return new Map(rows.map(({ name, bytes }) => [name, Number(bytes)]));
  } finally {
    await db.destroy();
  }
}

async function ofFile(file: string): Promise<TableSizes> {
  const db = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    const rows = db
      .prepare(`select coalesce(s.tbl_name, d.name) as name, sum(d.pgsize) as bytes
        from dbstat as d left join sqlite_schema as s on s.name = d.name where d.aggregate = true group by 1`)
      .all();
    const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
    return new Map([
      ...rows.map(({ name, bytes }) => [String(name), Number(bytes)] as const),
      ['write-ahead log', log],
    ]);
  } finally {
    db.close();
  }
}
