import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { Connection } from 'pg';
import { openStore, type Connection as Store } from '../open.ts';
import { prepared } from '../prepared.ts';
import { inTransaction } from '../transaction.ts';
import { unawaited } from '../unawaited.ts';
import { unflushed } from '../unflushed.ts';
import { createDatabase, findPrograms } from './cluster.fixture.ts';

const missing = findPrograms() === undefined && 'PostgreSQL 15 or later is not installed.';

const opened = new AsyncDisposableStack();
after(() => opened.disposeAsync());

async function openNew(): Promise<Store> {
  return opened.adopt(openStore(await createDatabase()), (db) => db.destroy());
}

interface Row {
  readonly id: string;
  readonly at: number;
}

const insert = prepared<Row, unknown>((db, place) =>
  db.insertInto('revocations').values({ organization_id: 'o', id: place('id'), expires_at: place('at') }),
);

const find = prepared<{ readonly id: string }, { readonly expires_at: number }>((db, place) =>
  db.selectFrom('revocations').select('expires_at').where('id', '=', place('id')).where('id', '<=', place('id')),
);

const idsOf = async (db: Store) =>
  (await db.selectFrom('revocations').select('id').orderBy('id').execute()).map(({ id }) => id);

describe('statements of a transaction that do not wait for each other', { skip: missing }, () => {
  it('go to the server together, with its beginning, and each has its own answer', async (context) => {
    const db = await openNew();
    for (const id of ['a', 'b']) await insert(db, { id, at: id.length });
    const syncs = context.mock.method(Connection.prototype as unknown as { sync(): void }, 'sync').mock;
    for (const known of [false, true]) {
      const before = syncs.callCount();
      const answers = await inTransaction(db, (transaction) =>
        Promise.all([
          find(transaction, { id: 'a' }),
          insert(transaction, { id: `c${known}`, at: 3 }),
          find(transaction, { id: `c${known}` }),
          find(transaction, { id: 'nobody' }),
          sql`select ${'text'} as text`.execute(transaction),
        ]),
      );
      assert.deepEqual(
        answers.map(({ rows }) => ({ ...(rows[0] as object) })),
        [{ expires_at: 1 }, {}, { expires_at: 3 }, {}, { text: 'text' }],
      );
      assert.equal(answers[1].numAffectedRows, 1n);
      assert.equal(syncs.callCount() - before, 2, 'one batch, and the commit');
    }
  });

  it('fail with the one that fails, and leave a connection that goes on', async () => {
    const db = await openNew();
    const work = db
      .transaction()
      .execute((transaction) =>
        Promise.allSettled([
          insert(transaction, { id: 'before', at: 1 }),
          sql`select ${1}::int / 0`.execute(transaction),
          insert(transaction, { id: 'behind', at: 1 }),
        ]).then((answers) => answers.map(({ status }) => status)),
      );
    await assert.rejects(work, /division by zero/);
    assert.deepEqual(await idsOf(db), []);
    await inTransaction(db, (transaction) => insert(transaction, { id: 'later', at: 1 }));
    assert.deepEqual(await idsOf(db), ['later']);
  });

  it('fail for what made the transaction fail, also when they are on their way behind that', async () => {
    const db = await openNew();
    const work = inTransaction(db, async (transaction) => {
      await find(transaction, { id: 'first' });
      const failing = sql`select 1 / (random() * 0)::int from pg_sleep(0.2)`.execute(transaction);
      failing.catch(() => {});
      await pause(20);
      await insert(transaction, { id: 'behind', at: 1 });
    });
    await assert.rejects(work, /division by zero/);
  });

  it('are not written outside of it when nobody has waited for them', async () => {
    const db = await openNew();
    const stray: Promise<unknown>[] = [];
    const work = db.transaction().execute(async (transaction) => {
      await insert(transaction, { id: 'inside', at: 1 });
      stray.push(insert(transaction, { id: 'stray', at: 1 }).catch(() => {}));
      throw new Error('changed my mind');
    });
    await assert.rejects(work, /changed my mind/);
    await Promise.all(stray);
    assert.deepEqual(await idsOf(db), []);
  });
});

describe('a statement that is known to a connection', { skip: missing }, () => {
  it('is asked on a new one when a pooler has had it parsed anew, and its rows are longer or shorter now', async () => {
    const db = await openNew();
    const all = prepared<object, { readonly id: string }>((on) => on.selectFrom('revocations').selectAll());
    await insert(db, { id: 'a', at: 1 });
    for (const columns of ['id, 1 as at', '*, 2 as more']) {
      await all(db, {});
      const { rows } = await sql<{ name: string }>`select name from pg_prepared_statements
        where statement = 'select * from "revocations"'`.execute(db);
      const name = rows[0]?.name;
      await sql.raw(`deallocate ${name}; prepare ${name} as select ${columns} from revocations`).execute(db);
      const found = await all(db, {});
      assert.deepEqual({ ...found.rows[0] }, { organization_id: 'o', id: 'a', expires_at: 1 });
    }
  });
});

describe('a write that is not flushed', { skip: missing }, () => {
  it('is written, and the next commit of the connection waits for the disk again', async () => {
    const db = opened.adopt(openStore(await createDatabase(), { limits: { connections: 1 } }), (one) => one.destroy());
    await db.insertInto('leases').values({ name: 'n', holder: 'h', until: 0 }).modifyEnd(unflushed).execute();
    const { rows } = await sql<{ is: string }>`select current_setting('synchronous_commit') as is`.execute(db);
    assert.equal(rows[0]?.is, 'on');
    assert.equal((await db.selectFrom('leases').select('name').execute()).length, 1);
  });

  it('goes with what is asked in the same turn on the same connection, also when that is lost', async (context) => {
    const db = await openNew();
    await insert(db, { id: 'a', at: 7 });
    const take = (one: Store, name: string) =>
      one.insertInto('leases').values({ name, holder: 'h', until: 0 }).modifyEnd(unflushed).execute();
    await db.connection().execute(async (one) => {
      const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(one);
      const syncs = context.mock.method(Connection.prototype as unknown as { sync(): void }, 'sync').mock;
      const [found] = await Promise.all([find(one, { id: 'a' }), take(one, 'first')]);
      assert.equal(found.rows[0]?.expires_at, 7);
      assert.equal(syncs.callCount(), 1);
      await sql`select pg_terminate_backend(${rows[0]?.pid}::int, 5000)`.execute(db);
      const [again] = await Promise.all([find(one, { id: 'a' }), take(one, 'second')]);
      assert.equal(again.rows[0]?.expires_at, 7);
    });
    assert.equal((await db.selectFrom('leases').select('name').execute()).length, 2);
  });
});

describe('a write that is not awaited', { skip: missing }, () => {
  const write = (db: Store, id: string) =>
    db.insertInto('revocations').values({ organization_id: 'o', id, expires_at: 1 }).modifyEnd(unawaited).execute();

  it('goes to the server with the commit, and is there when that is answered', async (context) => {
    const db = await openNew();
    await inTransaction(db, (transaction) => find(transaction, { id: 'nobody' }));
    const syncs = context.mock.method(Connection.prototype as unknown as { sync(): void }, 'sync').mock;
    await inTransaction(db, async (transaction) => {
      await find(transaction, { id: 'nobody' });
      await write(transaction, 'a');
    });
    assert.equal(syncs.callCount(), 2, 'what was waited for, and the commit with the rest');
    assert.deepEqual(await idsOf(db), ['a']);
  });

  it('takes the transaction back with it when it fails, for its own reason', async () => {
    const db = await openNew();
    const fail = sql`select 1 / ${0}::int from revocations /* not awaited */`;
    for (const later of [async () => {}, (transaction: Store) => find(transaction, { id: 'a' })]) {
      const work = db.transaction().execute(async (transaction) => {
        await insert(transaction, { id: 'a', at: 1 });
        await fail.execute(transaction);
        await later(transaction);
      });
      await assert.rejects(work, /division by zero/);
      assert.deepEqual(await idsOf(db), []);
    }
  });

  it('makes the transaction begin anew when another one was in the way of it', async () => {
    const db = await openNew();
    await insert(db, { id: 'a', at: 0 });
    const raise = (transaction: Store) =>
      transaction.updateTable('revocations').set({ expires_at: sql`expires_at + 1` }).modifyEnd(unawaited).execute();
    let tries = 0;
    await inTransaction(db, async (transaction) => {
      await find(transaction, { id: 'a' });
      if (++tries === 1) await db.updateTable('revocations').set({ expires_at: 10 }).execute();
      await raise(transaction);
    });
    assert.equal(tries, 2);
    assert.equal((await find(db, { id: 'a' })).rows[0]?.expires_at, 11);
  });

  it('is not written when its transaction is given up behind it', async () => {
    const db = await openNew();
    const work = db.transaction().execute(async (transaction) => {
      await write(transaction, 'a');
      throw new Error('changed my mind');
    });
    await assert.rejects(work, /changed my mind/);
    assert.deepEqual(await idsOf(db), []);
  });
});
