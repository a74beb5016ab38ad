import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { Link } from '../../../test/support/link.ts';
import { until } from '../../../test/support/until.ts';
import { dialectOf } from '../dialect.ts';
import { type Connection, openStore } from '../open.ts';
import { remembered } from '../remembered.ts';
import { inTransaction } from '../transaction.ts';
import { createDatabase, findPrograms } from './cluster.fixture.ts';

let runs = 0;
const find = remembered<object, { readonly name: string }>(['organizations'], async (db) => {
  runs += 1;
  const rows = await db.selectFrom('organizations').select('name').where('number', '=', 2).execute();
  return { rows };
});

const nameIn = async (db: Connection) => (await find(db, {})).rows[0]?.name;

const rename = (db: Connection, name: string) =>
  db.updateTable('organizations').set({ name }).where('number', '=', 2).execute();

const believes = (db: Connection) => dialectOf(db).changes?.stamp(['organizations']) !== undefined;

/** A node that remembers, behind a link, and another process that only writes. */
async function world() {
  const url = await createDatabase();
  const { link, url: through } = await Link.toDatabase(url);
  const node = openStore(through, { remembers: true });
  const other = openStore(url);
  const key = { name_key: 'A', created_at: 1, modified_at: null, deleted_at: null };
  await other
    .insertInto('organizations')
    .values({ id: 'a', number: 2, name: 'A', ...key })
    .execute();
  assert.equal(await nameIn(node), 'A');
  await until(() => believes(node));
  assert.equal(await nameIn(node), 'A');
  runs = 0;
  const close = async () => {
    await Promise.all([node.destroy(), other.destroy()]);
    await link[Symbol.asyncDispose]();
  };
  return { node, other, link, [Symbol.asyncDispose]: close };
}

describe('what a node on PostgreSQL remembers', {
  skip: findPrograms() ? false : 'PostgreSQL is not installed',
}, () => {
  it('is read once while nobody writes to its tables', async () => {
    await using opened = await world();
    await opened.other.insertInto('counters').values({ organization_id: 'a', name: 'x', value: 1 }).execute();
    const stamp = dialectOf(opened.node).changes?.stamp(['organizations']);
    for (let round = 0; round < 3; round += 1) assert.equal(await nameIn(opened.node), 'A');
    assert.equal(runs, 0);
    assert.equal(dialectOf(opened.node).changes?.stamp(['organizations']), stamp);
  });

  it('is forgotten with its own writes before these are answered', async () => {
    await using opened = await world();
    await rename(opened.node, 'B');
    assert.equal(await nameIn(opened.node), 'B');
    await inTransaction(opened.node, (transaction) => rename(transaction, 'C'));
    assert.equal(await nameIn(opened.node), 'C');
    await assert.rejects(
      inTransaction(opened.node, async (transaction) => {
        await rename(transaction, 'D');
        throw new Error('back');
      }),
      /back/,
    );
    assert.equal(await nameIn(opened.node), 'C');
  });

  it('is forgotten when another process has committed, and not before', async () => {
    await using opened = await world();
    await inTransaction(opened.other, async (transaction) => {
      await rename(transaction, 'B');
      assert.equal(await nameIn(opened.node), 'A');
    });
    await until(async () => (await nameIn(opened.node)) === 'B');
    await sql`with renamed(name) as (select 'C') update organizations set name = (select name from renamed)
      where number = 2`.execute(opened.other);
    await until(async () => (await nameIn(opened.node)) === 'C');
    await opened.other.deleteFrom('organizations').where('number', '=', 2).execute();
    await until(async () => (await nameIn(opened.node)) === undefined);
  });

  it('is not what was read of a snapshot from before a commit', async () => {
    await using opened = await world();
    const { changes } = dialectOf(opened.node);
    const gate = Promise.withResolvers<void>();
    const slow = remembered<object, { readonly name: string }>(['organizations'], async (db) => {
      const rows = await db.selectFrom('organizations').select('name').where('number', '=', 2).execute();
      await gate.promise;
      return { rows };
    });
    const begun = slow(opened.node, {});
    await pause(0);
    await until(async () => {
      await rename(opened.other, 'B');
      return (await nameIn(opened.node)) === 'B' && changes?.stamp(['organizations']) !== undefined;
    });
    gate.resolve();
    await begun;
    assert.equal((await slow(opened.node, {})).rows[0]?.name, 'B');
  });

  it('is never older than a second when the channel is dead, and counts again once it is alive', async () => {
    await using opened = await world();
    opened.link.silence('listeners');
    await rename(opened.other, 'B');
    const committedAt = performance.now();
    for (;;) {
      const askedAt = performance.now();
      if ((await nameIn(opened.node)) === 'B') break;
      assert.ok(askedAt - committedAt < 1000, 'the old name was still believed');
      await pause(5);
    }
    await until(() => !believes(opened.node));
    await rename(opened.other, 'C');
    assert.equal(await nameIn(opened.node), 'C');
    opened.link.mend();
    await until(() => believes(opened.node));
    assert.equal(await nameIn(opened.node), 'C');
    runs = 0;
    await until(async () => {
      runs = 0;
      await nameIn(opened.node);
      return runs === 0;
    });
  });

  it('is not believed after the process was held up, until it has heard what it missed', async () => {
    await using opened = await world();
    await rename(opened.other, 'B');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1200); // As by SIGSTOP: no notice is received meanwhile.
    assert.equal(believes(opened.node), false);
    assert.equal(await nameIn(opened.node), 'B');
    await until(() => believes(opened.node));
  });
});
