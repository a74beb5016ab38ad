import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { kinds } from './kinds.ts';
import { migrate } from './migrate.ts';
import { openStore } from './open.ts';
import { createDatabase, findPrograms } from './postgres/cluster.fixture.ts';

interface Table {
  /** Each with its type, and whether it may be missing. */
  readonly columns: readonly string[];
  readonly primaryKey: readonly string[];
  /** Columns, and whether the rule is for some rows alone. */
  readonly unique: readonly string[];
  /** Columns, where they lead, and what a deletion does. */
  readonly foreign: readonly string[];
}

type Catalogue = Readonly<Record<string, Table>>;
type Rows = readonly Readonly<Record<string, string | number | null>>[];

/** The search index of SQLite is a table, that of PostgreSQL none; Kysely keeps its books by itself. */
const isOurs = (table: string) => !/^(?:user_search|sqlite_|migrations)/.test(table);

const ask = (db: Kysely<Database>, query: string) => async (): Promise<Rows> =>
  (await sql.raw(query).execute(db)).rows as Rows;

async function catalogueOf(db: Kysely<Database>, queries: Readonly<Record<keyof Table, string>>): Promise<Catalogue> {
  const tables: Record<string, Record<keyof Table, string[]>> = {};
  for (const [part, query] of Object.entries(queries) as [keyof Table, string][]) {
    for (const { name, said } of await ask(db, query)()) {
      if (!isOurs(String(name))) continue;
      tables[String(name)] ??= { columns: [], primaryKey: [], unique: [], foreign: [] };
      tables[String(name)]?.[part].push(String(said));
    }
  }
  for (const { columns, unique, foreign } of Object.values(tables))
    for (const list of [columns, unique, foreign]) list.sort();
  return tables;
}

const ofSqlite = {
  columns: `select t.name, c.name || ' ' || case when lower(c.type) = 'text' then 'text' else 'number' end ||
      case when c."notnull" = 1 or c.pk > 0 then '' else ' or nothing' end as said
    from sqlite_schema t, pragma_table_info(t.name) c where t.type = 'table'`,
  primaryKey: `select t.name, c.name as said from sqlite_schema t, pragma_table_info(t.name) c
    where t.type = 'table' and c.pk > 0 order by t.name, c.pk`,
  unique: `select t.name, (select group_concat(name, ', ' order by seqno) from pragma_index_info(i.name)) ||
      case i.partial when 1 then ' of some' else '' end as said
    from sqlite_schema t, pragma_index_list(t.name) i where t.type = 'table' and i."unique" = 1 and i.origin <> 'pk'`,
  foreign: `select t.name, group_concat(f."from", ', ' order by f.seq) || ' to ' || f."table" || ' ' ||
      group_concat(f."to", ', ' order by f.seq) || ' ' || lower(f.on_delete) as said
    from sqlite_schema t, pragma_foreign_key_list(t.name) f where t.type = 'table' group by t.name, f.id`,
};

const columnsOf = (relation: string, numbers: string) =>
  `(select string_agg(a.attname, ', ' order by k.place) from unnest(${numbers}) with ordinality as k(number, place)
    join pg_attribute a on a.attrelid = ${relation} and a.attnum = k.number)`;

const ofPostgres = {
  columns: `select c.relname as name, a.attname || ' ' || case when a.atttypid = 'text'::regtype then 'text' else 'number' end ||
      case when a.attnotnull then '' else ' or nothing' end as said
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped`,
  primaryKey: `select c.relname as name, a.attname as said from pg_constraint p join pg_class c on c.oid = p.conrelid
      cross join lateral unnest(p.conkey) with ordinality as k(number, place)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.number
    where p.contype = 'p' and c.relnamespace = 'public'::regnamespace order by c.relname, k.place`,
  unique: `select c.relname as name, ${columnsOf('c.oid', 'i.indkey::smallint[]')} ||
      case when i.indpred is null then '' else ' of some' end as said
    from pg_index i join pg_class c on c.oid = i.indrelid
    where i.indisunique and not i.indisprimary and c.relnamespace = 'public'::regnamespace`,
  foreign: `select c.relname as name, ${columnsOf('f.conrelid', 'f.conkey')} || ' to ' || p.relname || ' ' ||
      ${columnsOf('f.confrelid', 'f.confkey')} || ' ' ||
      case f.confdeltype when 'c' then 'cascade' when 'a' then 'no action' else 'otherwise' end as said
    from pg_constraint f join pg_class c on c.oid = f.conrelid join pg_class p on p.oid = f.confrelid
    where f.contype = 'f' and c.relnamespace = 'public'::regnamespace`,
};

/** A row, whose columns may be in any order, without the times at which it was made. */
const spell = (row: object): string =>
  JSON.stringify(
    Object.entries(row)
      .filter(([column]) => column !== 'created_at')
      .sort(),
  );

const skip = findPrograms() === undefined && 'PostgreSQL 15 or later is not installed.';

describe('the schema', { skip }, () => {
  it('is the same in both dialects: tables, columns, keys, and what is unique', async () => {
    const embedded = openStore(':memory:');
    await migrate(embedded);
    const server = openStore(await createDatabase());
    const catalogues = [await catalogueOf(server, ofPostgres), await catalogueOf(embedded, ofSqlite)] as const;
    assert.ok(Object.keys(catalogues[1]).length > 30);
    assert.deepEqual(...catalogues);
    await Promise.all([embedded.destroy(), server.destroy()]);
  });

  it('holds the same in both dialects before the first start, but for the time', async () => {
    const stores = [openStore(await createDatabase()), openStore(':memory:')] as const;
    await migrate(stores[1]);
    const tables = (Object.keys(kinds) as (keyof Database)[]).filter(isOurs);
    const contents = stores.map(async (db) => {
      const found: Record<string, readonly string[]> = {};
      for (const table of tables) found[table] = (await db.selectFrom(table).selectAll().execute()).map(spell).sort();
      return found;
    });
    const [ofServer, embedded] = await Promise.all(contents);
    assert.equal(embedded?.groups?.length, 6);
    assert.deepEqual(ofServer, embedded);
    await Promise.all(stores.map((db) => db.destroy()));
  });

  it('compares every text of PostgreSQL by its bytes, and has no trigger and no sequence in it', async () => {
    const db = openStore(await createDatabase());
    const collated = await ask(
      db,
      `select c.relname, a.attname from pg_class c join pg_attribute a on a.attrelid = c.oid
        join pg_collation o on o.oid = a.attcollation
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and o.collname <> 'C'
          and c.relname not like 'migrations%'`,
    )();
    assert.deepEqual(collated, []);
    const others = await ask(
      db,
      `select t.tgname as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where not t.tgisinternal and c.relnamespace = 'public'::regnamespace
        union all select relname from pg_class where relkind = 'S' and relnamespace = 'public'::regnamespace`,
    )();
    assert.deepEqual(others, []);
    await db.destroy();
  });
});
