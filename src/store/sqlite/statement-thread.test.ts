import assert from 'node:assert/strict';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { CompiledQuery } from 'kysely';
import type { Connection } from '../open.ts';
import { inBulkTransaction } from '../transaction.ts';
import { useRevocations } from './revocations.fixture.ts';
import { StatementThread } from './statement-thread.ts';

describe('what writes very many rows', () => {
  const { opened, page } = useRevocations();

  it('does so in a transaction, which others do not see before its end', async () => {
    const insert = (tables: Connection, id: string) =>
      tables.insertInto('revocations').values({ organization_id: 'o', id, expires_at: 9000 }).execute();
    const count = async () =>
      (await opened.db.selectFrom('revocations').select('id').where('expires_at', '=', 9000).execute()).length;
    const written = inBulkTransaction(opened.db, async (tables) => {
      await insert(tables, 'bulk');
      assert.equal(await count(), 0);
      return await tables.selectFrom('revocations').select('id').where('id', '=', 'bulk').execute();
    });
    assert.deepEqual(
      (await written).map(({ id }) => id),
      ['bulk'],
    );
    assert.equal(await count(), 1);
    const refused = inBulkTransaction(opened.db, async (tables) => {
      await insert(tables, 'gone');
      await insert(tables, 'bulk');
    });
    await assert.rejects(refused, /UNIQUE constraint failed/);
    assert.equal(await count(), 1);
    await insert(opened.db, 'after');
    assert.equal(await count(), 2);
  });

  it('makes those wait who write meanwhile, and nobody who reads', async () => {
    const order: string[] = [];
    const began = Promise.withResolvers<void>();
    const mayEnd = Promise.withResolvers<void>();
    const bulk = inBulkTransaction(opened.db, async (tables) => {
      await tables.deleteFrom('revocations').where('id', '=', 'bulk').execute();
      began.resolve();
      await mayEnd.promise;
      order.push('bulk');
    });
    await began.promise;
    const small = opened.db.transaction().execute(async () => void order.push('small'));
    const alone = opened.db
      .deleteFrom('revocations')
      .where('id', '=', 'after')
      .execute()
      .then(() => order.push('alone'));
    assert.equal((await page().execute()).length, 3);
    mayEnd.resolve();
    await Promise.all([bulk, small, alone]);
    assert.deepEqual(order, ['bulk', 'small', 'alone']);
  });

  it('is given the next statement while it works on one, unless whoever asks waits', async (t) => {
    const order: string[] = [];
    const { execute } = StatementThread.prototype;
    t.mock.method(StatementThread.prototype, 'execute', async function (this: StatementThread, query: CompiledQuery) {
      order.push('asked');
      const result = await execute.call(this, query);
      order.push('answered');
      return result;
    });
    await inBulkTransaction(opened.db, async (tables) => {
      order.length = 0;
      const look = () => tables.selectFrom('revocations').select('id').execute();
      await Promise.all([look(), look()]);
      await look();
      assert.deepEqual(order, ['asked', 'asked', 'answered', 'answered', 'asked', 'answered']);
    });
  });

  it('needs a thread for as long as there is something to do, and not in the middle of a transaction', async (t) => {
    const workers: Worker[] = [];
    const note = (worker: Worker) => void workers.push(worker);
    process.on('worker', note);
    t.after(() => process.off('worker', note));
    const file = opened.file;
    const thread = new StatementThread({ file, isReadOnly: false, setUp: '', isBehind: true }, 0);
    const say = (text: string) => thread.execute(CompiledQuery.raw(text));
    await say('begin');
    assert.ok(thread.isTransaction);
    await say('select 1');
    await say('rollback');
    await once(workers[0] as Worker, 'exit');
    assert.equal(workers.length, 1);
    await say('begin');
    assert.equal(workers.length, 2);
    assert.deepEqual((await say('select 2 as two')).rows, [{ two: 2 }]);
    await say('rollback');
    await assert.rejects(say('delete from revocations'), /came after the end of its transaction/);
    await thread.close();
  });
});
