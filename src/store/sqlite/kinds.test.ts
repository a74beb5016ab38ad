import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../database.ts';
import { kinds } from '../kinds.ts';
import { openEmptyStore } from '../store.fixture.ts';

// What the schema says that there is, held against what the tables are said to be.

async function open() {
  const db = await openEmptyStore();
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
}

interface Unique {
  readonly table: string;
  readonly name: string;
  readonly columns: readonly string[];
}

interface Reference {
  readonly table: string;
  readonly to: string;
  readonly columns: readonly (readonly [from: string, to: string])[];
}

async function tablesIn(db: Kysely<Database>): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'
    and name not like 'sqlite_%' and name not like 'migrations%' and name not like 'user_search_%'`.execute(db);
  return rows.map(({ name }) => name);
}

/** Primary keys and whatever else is unique. */
async function uniquesIn(db: Kysely<Database>): Promise<readonly Unique[]> {
  const { rows } = await sql<{ table: string; name: string; column: string }>`
    select t.name as "table", i.name, c.name as "column"
    from sqlite_master t, pragma_index_list(t.name) i, pragma_index_info(i.name) c
    where t.type = 'table' and i."unique" = 1 order by t.name, i.name, c.seqno`.execute(db);
  const byIndex = Map.groupBy(rows, ({ table, name }) => `${table} ${name}`);
  return [...byIndex.values()].map((columns) => ({
    table: columns[0]?.table ?? '',
    name: columns[0]?.name ?? '',
    columns: columns.map(({ column }) => column),
  }));
}

async function primaryKeysIn(db: Kysely<Database>): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await sql<{ table: string; column: string }>`
    select t.name as "table", c.name as "column" from sqlite_master t, pragma_table_info(t.name) c
    where t.type = 'table' and c.pk > 0 order by t.name, c.pk`.execute(db);
  const byTable = Map.groupBy(rows, ({ table }) => table);
  return new Map([...byTable].map(([table, columns]) => [table, columns.map(({ column }) => column)]));
}

async function referencesIn(db: Kysely<Database>): Promise<readonly Reference[]> {
  const { rows } = await sql<{ table: string; number: number; to: string; from: string; target: string }>`
    select t.name as "table", f.id as number, f."table" as "to", f."from" as "from", f."to" as target
    from sqlite_master t, pragma_foreign_key_list(t.name) f where t.type = 'table'`.execute(db);
  const byKey = Map.groupBy(rows, ({ table, number }) => `${table} ${number}`);
  return [...byKey.values()].map((columns) => ({
    table: columns[0]?.table ?? '',
    to: columns[0]?.to ?? '',
    columns: columns.map(({ from, target }) => [from, target] as const),
  }));
}

const kindOf = (table: string) => kinds[table as keyof Database];

describe('every table', () => {
  it('is owned, global or a signpost, and is said to be', async () => {
    await using opened = await open();
    assert.deepEqual(Object.keys(kinds).sort(), [...(await tablesIn(opened.db))].sort());
  });

  it('that is owned has its organization first in the primary key, and in everything that is unique', async () => {
    await using opened = await open();
    const keys = await primaryKeysIn(opened.db);
    for (const table of Object.keys(kinds).filter((name) => kindOf(name) === 'owned')) {
      assert.equal(keys.get(table)?.[0], 'organization_id', table);
    }
    for (const { table, name, columns } of await uniquesIn(opened.db)) {
      if (kindOf(table) === 'owned') assert.ok(columns.includes('organization_id'), `${table}.${name}`);
    }
  });

  it('refers to another one of its organization, or to a global one', async () => {
    await using opened = await open();
    const references = await referencesIn(opened.db);
    assert.ok(references.length > 10);
    for (const { table, to, columns } of references) {
      const name = `${table} → ${to}`;
      assert.ok(kindOf(table) === 'owned' || kindOf(table) === 'global', name);
      if (kindOf(to) === 'global') continue;
      assert.deepEqual([kindOf(table), kindOf(to)], ['owned', 'owned'], name);
      assert.ok(
        columns.some(([from, target]) => from === 'organization_id' && target === 'organization_id'),
        name,
      );
    }
  });

  it('comes behind those that it refers to, so that rows can be copied in that order', async () => {
    await using opened = await open();
    const order = Object.keys(kinds);
    for (const { table, to } of await referencesIn(opened.db)) {
      assert.ok(order.indexOf(to) < order.indexOf(table), `${table} → ${to}`);
    }
  });

  it('that is a signpost is found by what is presented, and says whose it is', async () => {
    await using opened = await open();
    const { rows } = await sql<{ table: string; column: string; pk: number }>`
      select t.name as "table", c.name as "column", c.pk from sqlite_master t, pragma_table_info(t.name) c
      where t.type = 'table'`.execute(opened.db);
    for (const table of Object.keys(kinds).filter((name) => kindOf(name) === 'signpost')) {
      const columns = rows.filter((row) => row.table === table);
      assert.ok(
        columns.some(({ column }) => column === 'organization_id'),
        table,
      );
      assert.notEqual(columns.find(({ pk }) => pk === 1)?.column, 'organization_id', table);
    }
  });

  it('is changed by the program alone: no column counts by itself, and nothing is triggered', async () => {
    await using opened = await open();
    const { rows } = await sql<{ sql: string }>`select sql from sqlite_master
      where sql like '%autoincrement%' or name = 'sqlite_sequence' or type = 'trigger'`.execute(opened.db);
    assert.deepEqual(rows, []);
  });
});
