import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Database } from '../../src/store/database.ts';
import { tablesOf } from '../../src/store/kinds.ts';
import { openStore } from '../../src/store/open.ts';
import { createDatabase, findPrograms } from '../../src/store/postgres/cluster.fixture.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { endWithTests, serve } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

const skip = findPrograms() === undefined && 'PostgreSQL 15 or later is not installed.';

/** A database without anything in it. */
const emptyDatabase = () => createDatabase('postgres:///template1');

async function withStore<T>(location: string, work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
  const db = openStore(location);
  try {
    return await work(db);
  } finally {
    await db.destroy();
  }
}

const storeIn = (folder: string) => join(folder, 'gatehouse.db');

/** Everything in a store but the index that each makes by itself, in an order that does not depend on the store. */
const contentOf = (location: string) =>
  withStore(location, async (db) => {
    const content: Record<string, readonly string[]> = {};
    for (const table of [...tablesOf('global'), ...tablesOf('owned'), ...tablesOf('signpost')]) {
      const rows = await db.selectFrom(table).selectAll().execute();
      content[table] = rows.map((row) => JSON.stringify(Object.entries(row).sort())).sort();
    }
    return content;
  });

const copy = (from: string, to: string) => runCommand(['store', 'copy', '--from', from, '--to', to]);

const { id: organizationId } = world.organization;

/** What nobody would think of: every character but NUL, texts of megabytes, the largest and the smallest numbers. */
const odd = [
  "'; drop table users; --",
  '\\N',
  '\\u0000',
  '{"a":[1]}',
  '\u{1f9d9}\u200d\u2642\ufe0f',
  '\ufeff\ufffe\u2028\r\n\t\u0001',
];

const putOddRows = (location: string) =>
  withStore(location, async (db) => {
    const settings = [...odd, 'ß\u0301'.repeat(1_000_000), ''].map((value, index) => ({
      ...{ organization_id: organizationId, user_id: '', key_key: `${value.slice(0, 40)} ${index}`, id: -index },
      ...{ key: value.slice(0, 40), value },
    }));
    for (const row of settings) await db.insertInto('settings').values(row).execute();
    const limits = [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0, -1];
    for (const value of limits) {
      const name = `limit ${value}`;
      await db.insertInto('counters').values({ organization_id: organizationId, name, value }).execute();
    }
  });

/** An installation that has stopped, with the example world, odd rows, and as many sign-ins as somebody wants. */
async function installation(signIns = 0) {
  const folder = await temporaryFolder();
  const data = join(folder.path, 'data');
  await copyExampleData(data);
  await putOddRows(storeIn(data));
  await withStore(storeIn(data), (db) =>
    sql`with recursive numbers (n) as (select 1000000 union all select n + 1 from numbers where n < ${1_000_000 + signIns - 1})
      insert into login_attempts (organization_id, id, user_name_or_email, result, created_at)
      select ${organizationId}, n, 'somebody', 'Success', n from numbers where ${signIns} > 0`.execute(db),
  );
  return {
    data,
    path: (name: string) => join(folder.path, name),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

describe('gatehouse store copy', { skip }, () => {
  describe('once', () => {
    // Read by all of these, changed by none.
    let house: Awaited<ReturnType<typeof installation>>;
    let url: string;
    let there: Awaited<ReturnType<typeof copy>>;
    let before: Awaited<ReturnType<typeof contentOf>>;
    beforeInOrder(async () => {
      house = await installation();
      url = await emptyDatabase();
      there = await copy(house.data, url);
      before = await contentOf(storeIn(house.data));
    });
    after(() => house?.[Symbol.asyncDispose]());

    it('copies everything to PostgreSQL and back, row by row', async () => {
      assert.equal(there.code, 0, there.stderr);
      assert.match(there.stdout, /^Copied and compared \d+ rows of \d+ tables from \S+ to postgres:\/\/\S+: \d+ s/);
      assert.match(there.stdout, /store-url-file.*\n.*installation\.key along/);
      assert.deepEqual(await contentOf(url), before);

      const back = await copy(url, house.path('back'));
      assert.equal(back.code, 0, back.stderr);
      assert.match(back.stdout, /Start the server with --data \S+back/);
      assert.deepEqual(await contentOf(storeIn(house.path('back'))), before);
      const checked = await runCommand(['check', '--data', house.path('back')]);
      assert.match(checked.stdout, /^ok +integrity/m);
      assert.match(checked.stdout, /^ok +counters +Counters, ranges, search index and ids agree/m);
    });

    it('copies like to like, and takes the URL from a file', async () => {
      assert.equal((await copy(house.data, house.path('other'))).code, 0);
      assert.deepEqual(await contentOf(storeIn(house.path('other'))), before);

      const second = await emptyDatabase();
      await writeFile(house.path('first'), `${url}\n`);
      assert.equal((await copy(house.path('first'), second)).code, 0);
      assert.deepEqual(await contentOf(second), before);
    });

    it('leaves PostgreSQL with the indexes and references of every other database of this version', async () => {
      const indexes = (location: string) =>
        withStore(location, async (db) => {
          const { rows } =
            await sql`select indexname as name, indexdef as made from pg_indexes where schemaname = 'public'
            union all select conname, pg_get_constraintdef(oid) from pg_constraint
            where connamespace = 'public'::regnamespace order by 1, 2`.execute(db);
          return rows;
        });
      assert.deepEqual(await indexes(url), await indexes(await createDatabase()));
    });
  });

  it('gives a store on which people sign in with their old passwords and are found by a part of their names', async () => {
    await using house = await installation();
    const url = await emptyDatabase();
    await copy(house.data, url);
    await copy(url, house.path('back'));
    await mkdir(house.path('node'));
    for (const [name, store] of [
      ['node', { 'store-url': url }],
      ['back', {}],
    ] as const) {
      await copyFile(join(house.data, 'installation.key'), join(house.path(name), 'installation.key'));
      const server = await startGatehouse({ data: house.path(name), seed: undefined, ...store });
      assert.equal(server.announced, undefined);
      const change = { oldPassword: world.harry.password, newPassword: 'patr0nu5-account' };
      const asHarry = { bearer: await token(server, 'PM.User'), userId: world.harry.id };
      assert.equal((await postChange(server, asHarry, change)).status, 200);
      const { json } = await send(`${server.url}/identity/api/User/users/${organizationId}?searchTerm=otte`, {
        headers: { authorization: `Bearer ${asHarry.bearer}` },
      });
      assert.deepEqual(
        json.results.map((user: { id: string }) => user.id),
        [world.harry.id],
      );
      await server.stop();
    }
  });

  it('goes on where it was after kill -9 unless the source has changed, and no server starts before it is done', async () => {
    await using house = await installation(60_000);
    const url = await emptyDatabase();
    await killedCopy(house.data, url);
    const early = await runCommand(['serve', '--port', '0', '--data', house.path('node')], {
      environment: { GATEHOUSE_STORE_URL: url },
    });
    assert.equal(early.code, 1);
    assert.match(early.stderr, /the beginning of a copy.*"gatehouse store copy" once more/);

    await rename(house.data, 'Somebody else');
    const changed = await copy(house.data, url);
    assert.equal(changed.code, 1);
    assert.match(changed.stderr, /The row users \["6f53dc9a-[^"]+","har-3107"\] is not the same in both stores/);

    await rename(house.data, 'Harry');
    const { code, stdout, stderr } = await copy(house.data, url);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^Copied and compared 6\d{4} rows .*: \d+ s\.$/m);
    assert.deepEqual(await contentOf(url), await contentOf(storeIn(house.data)));
  });

  it('touches no target with something in it', async () => {
    await using house = await installation();
    const url = await createDatabase();
    const before = await contentOf(url);
    await copyExampleData(house.path('other'));
    for (const target of [url, house.path('other')]) {
      const { code, stderr } = await copy(house.data, target);
      assert.equal(code, 1);
      assert.match(stderr, /The target is not empty/);
    }
    assert.deepEqual(await contentOf(url), before);
  });

  it('does not copy from under a running server', async () => {
    await using house = await installation();
    const url = await emptyDatabase();
    await copy(house.data, url);
    const server = await serve(['--data', house.data]);
    assert.match((await copy(house.data, await emptyDatabase())).stderr, /Another Gatehouse process is using/);
    assert.equal(await server.end('SIGTERM'), 0);
    await withStore(url, (db) =>
      db
        .insertInto('leases')
        .values({ name: 'mail', holder: 'a node', until: Date.now() + 60_000 })
        .execute(),
    );
    assert.match(
      (await copy(url, house.path('back'))).stderr,
      /A server has worked on the database within the last minute/,
    );
  });

  it('names the row with a NUL character, and the place', async () => {
    await using house = await installation();
    await withStore(storeIn(house.data), (db) =>
      sql`update users set surname = 'Pot' || char(0) || 'ter' where id = ${world.harry.id}`.execute(db),
    );
    const { code, stderr } = await copy(house.data, await emptyDatabase());
    assert.equal(code, 1);
    assert.match(stderr, /The row users \["6f53dc9a-[^"]+","har-3107"\] has a NUL character \(U\+0000\) in surname/);
  });

  it('does not take a store of another version, or what is none', async () => {
    await using house = await installation();
    const url = await emptyDatabase();
    await writeFile(house.path('text'), 'no URL');
    assert.match((await copy(house.path('nowhere'), url)).stderr, /There is no store in/);
    assert.match((await copy(house.path('text'), url)).stderr, /holds no URL of PostgreSQL/);
    assert.equal((await runCommand(['store', 'copy', '--from', house.data])).code, 2);
    await withStore(storeIn(house.data), (db) => sql`delete from migrations where name > '0040'`.execute(db));
    assert.match((await copy(house.data, url)).stderr, /The source is of another version/);
  });
});

const rename = (data: string, name: string) =>
  withStore(storeIn(data), (db) => db.updateTable('users').set({ name }).where('id', '=', world.harry.id).execute());

/** A copy of a store with many sign-ins, killed in the middle of them. */
async function killedCopy(from: string, to: string): Promise<void> {
  const main = resolve(import.meta.dirname, '../../src/main.ts');
  const child = endWithTests(spawn(process.execPath, [main, 'store', 'copy', '--from', from, '--to', to]));
  const ended = once(child, 'exit');
  await withStore(to, (db) =>
    until(async () => {
      const { rows } = await sql`select from pg_tables where tablename = 'store_copy'`.execute(db);
      if (rows.length === 0) return false;
      const begun = await sql`select from store_copy where name = 'login_attempts'`.execute(db);
      return begun.rows.length > 0;
    }),
  );
  child.kill('SIGKILL');
  assert.deepEqual(await ended, [null, 'SIGKILL']);
}
