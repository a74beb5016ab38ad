import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { createSealer } from '../token/keys/sealer.ts';
import { tablesWithDependants } from './changes.ts';
import { mailQueue } from './mail-queue.ts';
import { migrate } from './migrate.ts';
import { openStore } from './open.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';

const build = prepared<{ readonly id: string }, { readonly name: string }>((db, place) =>
  db.selectFrom('organizations').select('name').where('id', '=', place('id')),
);
let runs = 0;
const nameOf = remembered<{ readonly id: string }, { readonly name: string }>(['organizations'], (db, values) => {
  runs += 1;
  return build(db, values);
});

async function world() {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-remembered-'));
  const file = join(folder, 'gatehouse.db');
  const db = openStore(file);
  await migrate(db);
  const key = { name_key: 'A', created_at: 1, modified_at: null, deleted_at: null };
  await db
    .insertInto('organizations')
    .values({ id: 'a', number: 2, name: 'A', ...key })
    .execute();
  const rename = (name: string) => db.updateTable('organizations').set({ name }).where('id', '=', 'a').execute();
  const read = async (from = db) => (await nameOf(from, { id: 'a' })).rows[0]?.name;
  runs = 0;
  const close = async () => {
    await db.destroy();
    await rm(folder, { recursive: true });
  };
  return { db, file, rename, read, [Symbol.asyncDispose]: close };
}

describe('a remembered result', () => {
  it('is read once while nobody writes to its tables', async () => {
    await using opened = await world();
    for (let round = 0; round < 3; round += 1) assert.equal(await opened.read(), 'A');
    await opened.db.insertInto('revocations').values({ organization_id: 'o', id: 'x', expires_at: 1 }).execute();
    assert.equal(await opened.read(), 'A');
    assert.equal(runs, 1);
  });

  it('stays when others read, also with a query that has named parts, such as the look into the outbox', async () => {
    await using opened = await world();
    assert.equal(await opened.read(), 'A');
    await mailQueue(opened.db, createSealer(Buffer.alloc(32))).organizationsDue(1);
    await sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < 9)
      select count(*) from numbers`.execute(opened.db);
    assert.equal(await opened.read(), 'A');
    assert.equal(runs, 1);
    await sql`with renamed(name) as (select 'E')
      update organizations set name = (select name from renamed)`.execute(opened.db);
    assert.equal(await opened.read(), 'E');
  });

  it('is not kept of a query for very much', async () => {
    await using opened = await world();
    const id = 'x'.repeat(2000);
    for (let round = 0; round < 2; round += 1) await nameOf(opened.db, { id });
    assert.equal(runs, 2);
  });

  it('is forgotten with a write, also with one that is rolled back', async () => {
    await using opened = await world();
    assert.equal(await opened.read(), 'A');
    await opened.rename('B');
    assert.equal(await opened.read(), 'B');
    const failed = opened.db.transaction().execute(async (transaction) => {
      await transaction.updateTable('organizations').set({ name: 'C' }).execute();
      assert.equal(await opened.read(transaction), 'C');
      throw new Error('back');
    });
    const meanwhile = opened.read();
    await assert.rejects(failed, /back/);
    assert.equal(await meanwhile, 'B');
    assert.equal(await opened.read(), 'B');
  });

  it('is forgotten with whatever is deleted', async () => {
    await using opened = await world();
    assert.equal(await opened.read(), 'A');
    await opened.db.deleteFrom('organizations').where('id', '=', 'a').execute();
    assert.equal(await opened.read(), undefined);
  });

  it('stays when rows are deleted that take none of its tables along', async () => {
    await using opened = await world();
    await opened.read();
    await opened.db.deleteFrom('grants').execute();
    await opened.read();
    assert.equal(runs, 1);
    await opened.db.deleteFrom('users').execute();
    await opened.read();
    assert.equal(runs, 2, 'what else goes with users is not looked up');
    const { rows } = await sql<{ parent: string }>`select distinct f."table" as parent
      from sqlite_master t, pragma_foreign_key_list(t.name) f
      where t.type = 'table' and f.on_delete <> 'NO ACTION'`.execute(opened.db);
    assert.deepEqual(new Set(rows.map(({ parent }) => parent)), tablesWithDependants);
  });

  it('is forgotten when another process writes', async () => {
    await using opened = await world();
    assert.equal(await opened.read(), 'A');
    const other = new DatabaseSync(opened.file);
    other.exec("update organizations set name = 'D' where id = 'a'");
    other.close();
    await new Promise(setImmediate);
    assert.equal(await opened.read(), 'D');
  });
});
