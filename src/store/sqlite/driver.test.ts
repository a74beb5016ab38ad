import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { migrate } from '../migrate.ts';
import { openStore } from '../open.ts';

async function world(inMemory = false) {
  const folder = await mkdtemp(join(tmpdir(), 'gatehouse-driver-'));
  const db = openStore(inMemory ? ':memory:' : join(folder, 'gatehouse.db'));
  await migrate(db);
  const insert = (id: string, within = db) =>
    within.insertInto('revocations').values({ organization_id: 'o', id, expires_at: 1 }).executeTakeFirst();
  const ids = async (within = db) =>
    (await within.selectFrom('revocations').select('id').orderBy('id').execute()).map(({ id }) => id);
  /** A transaction that has written `id` and waits to be told to go on. */
  const begin = async (id: string) => {
    const begun = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const end = db.transaction().execute(async (transaction) => {
      await insert(id, transaction);
      begun.resolve();
      await goOn.promise;
    });
    await begun.promise;
    return { end, commit: goOn.resolve, fail: () => goOn.reject(new Error('back')) };
  };
  const close = async () => {
    await db.destroy();
    await rm(folder, { recursive: true });
  };
  return { db, insert, ids, begin, [Symbol.asyncDispose]: close };
}

describe('the connections to the store', () => {
  it('let others read while a transaction is open: what was committed before it', async () => {
    await using opened = await world();
    await opened.insert('a');
    const { end, commit } = await opened.begin('b');
    assert.deepEqual(await opened.ids(), ['a']);
    commit();
    await end;
    assert.deepEqual(await opened.ids(), ['a', 'b']);
  });

  it('let others write when the transaction has ended, in turn, whether it was kept or not', async () => {
    await using opened = await world();
    const { end, fail } = await opened.begin('a');
    const written: string[] = [];
    const write = async (id: string) => {
      await opened.insert(id);
      written.push(id);
    };
    const others = [write('b'), opened.begin('c'), write('d')] as const;
    assert.deepEqual(await opened.ids(), []);
    fail();
    await assert.rejects(end, /back/);
    const second = await others[1];
    await others[0];
    assert.deepEqual(written, ['b']);
    second.commit();
    await Promise.all([second.end, others[2]]);
    assert.deepEqual(written, ['b', 'd']);
    assert.deepEqual(await opened.ids(), ['b', 'c', 'd']);
  });

  it('show a transaction what it has written itself', async () => {
    await using opened = await world();
    await opened.db.transaction().execute(async (transaction) => {
      await opened.insert('a', transaction);
      assert.deepEqual(await opened.ids(transaction), ['a']);
    });
  });

  it('show what was written as soon as the writer knows that it was', async () => {
    await using opened = await world();
    for (let round = 0; round < 20; round += 1) {
      await opened.insert(`${round}`.padStart(2, '0'));
      const { end, commit } = await opened.begin(`x${`${round}`.padStart(2, '0')}`);
      assert.equal((await opened.ids()).length, 2 * round + 1);
      commit();
      await end;
      assert.equal((await opened.ids()).length, 2 * round + 2);
    }
  });

  it('do nothing of a transaction that failed, nor of what was sent along with the statement that ended it', async () => {
    await using opened = await world();
    const last: Promise<unknown>[] = [];
    const failing = opened.db.transaction().execute(async (transaction) => {
      await opened.insert('a', transaction);
      // As a full disk does, it rolls back by itself.
      const fatal = sql`insert or rollback into revocations (organization_id, id, expires_at) values ('o', 'a', 1)`;
      const ids = ['b', 'c', 'd', 'e', 'f', 'g', 'h'];
      last.push(fatal.execute(transaction), ...ids.map((id) => opened.insert(id, transaction)));
      await Promise.all(last);
    });
    await assert.rejects(failing, /UNIQUE/);
    const others = (await Promise.allSettled(last)).slice(1);
    assert.ok(
      others.every(
        (one) => one.status === 'rejected' && /end of its transaction|already rolled back/.test(one.reason.message),
      ),
    );
    assert.deepEqual(await opened.ids(), []);
    await opened.insert('next');
    assert.deepEqual(await opened.ids(), ['next']);
  });

  it('are one for a store in memory, whose readers wait for the end of a transaction', async () => {
    await using opened = await world(true);
    const { end, commit } = await opened.begin('a');
    const reading = opened.ids();
    commit();
    await end;
    assert.deepEqual(await reading, ['a']);
  });
});
