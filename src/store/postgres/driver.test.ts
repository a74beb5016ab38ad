import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { inspect } from 'node:util';
import { type Kysely, sql } from 'kysely';
import { GatehouseError } from '../../errors.ts';
import type { Database } from '../database.ts';
import { dialectOf } from '../dialect.ts';
import { type Connection, openStore } from '../open.ts';
import { prepared } from '../prepared.ts';
import { ConnectionLost, inTransaction, SerializationFailure } from '../transaction.ts';
import { createDatabase, findPrograms } from './cluster.fixture.ts';
import { ofCommit, translated } from './faults.ts';

const missing = findPrograms() === undefined && 'PostgreSQL 15 or later is not installed.';

const opened = new AsyncDisposableStack();
after(() => opened.disposeAsync());

/** The same database, opened by several nodes. */
async function openNodes(): Promise<readonly [Connection, Connection]> {
  const url = await createDatabase();
  const open = () => opened.adopt(openStore(url), (db) => db.destroy());
  return [open(), open()];
}

const remember = (db: Connection, id: string) =>
  db.insertInto('revocations').values({ organization_id: 'o', id, expires_at: 0 }).execute();

const pidOf = async (db: Connection): Promise<number> =>
  (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(db)).rows[0]?.pid ?? 0;

describe('a replica that is taken for the leader', () => {
  it('is left for another connection also when it says no more than that it is not serializable', () => {
    const said = Object.assign(new Error('cannot use serializable mode in a hot standby'), { code: '0A000' });
    const error = translated(said, 'postgres://somewhere', false);
    assert.ok(error instanceof ConnectionLost && error.isUndone);
  });
});

describe('a connection that the server has ended because its transaction did nothing for too long', () => {
  it('is lost, so that the transaction begins anew', () => {
    const said = Object.assign(new Error('terminating connection'), { code: '25P03' });
    assert.ok(translated(said, 'postgres://somewhere', false) instanceof ConnectionLost);
  });
});

describe('a row that the database refuses', { skip: missing }, () => {
  it('is told of without its values, which would go into the log', async () => {
    const [db] = await openNodes();
    const said: string[] = [];
    const note = (error: unknown) => said.push(inspect(error, { depth: 10 }));
    await sql`create table secrets (id text primary key, secret text not null, other int not null)`.execute(db);
    const add = (id: string, other: number | null) =>
      sql`insert into secrets values (${id}, 'k33p-me', ${other})`.execute(db).catch(note);
    await add('al0h0m0ra', 1);
    await add('al0h0m0ra', 2);
    await add('other', null);
    await sql`select '{"k33p-me": al0h0m0ra}'::json`.execute(db).catch(note);
    assert.equal(said.length, 3);
    assert.match(said.join(), /duplicate key.*null value in column "other".*invalid input syntax for type json/s);
    assert.doesNotMatch(said.join(), /al0h0m0ra|k33p-me/);
  });
});

describe('a commit that a server of Citus has refused', () => {
  const said = new Error('could not commit transaction for shard 102053 on at least one active node');

  it('is begun anew when another transaction was in the way, which is said beside it', () => {
    const error = ofCommit(said, ['could not serialize access due to read/write dependencies'], 'postgres://somewhere');
    assert.ok(error instanceof SerializationFailure);
  });

  it('may have been done otherwise', () => {
    const error = ofCommit(said, [], 'postgres://somewhere');
    assert.ok(error instanceof GatehouseError);
    assert.deepEqual(error.failure, { code: 'Unavailable', reason: 'uncertain' });
  });
});

describe('a transaction on PostgreSQL', { skip: missing }, () => {
  it('begins anew when its connection is lost between two of its statements, and the process lives on', async () => {
    const [db, other] = await openNodes();
    let runs = 0;
    await inTransaction(db, async (transaction) => {
      runs += 1;
      await remember(transaction, 'first');
      if (runs > 1) return;
      const pid = await pidOf(transaction);
      await sql`select pg_terminate_backend(${pid}, 5000)`.execute(other);
      await remember(transaction, 'second');
    });
    assert.equal(runs, 2);
    assert.equal((await db.selectFrom('revocations').select('id').execute()).length, 1);
  });

  it('writes nothing outside of itself after a loss, is not committed, and leaves the pool whole', async () => {
    const url = await createDatabase();
    const db = opened.adopt(openStore(url, { limits: { connections: 3 } }), (store) => store.destroy());
    const other = opened.adopt(openStore(url), (store) => store.destroy());
    for (let loss = 0; loss < 4; loss += 1) {
      const work = db.transaction().execute(async (transaction) => {
        const pid = await pidOf(transaction);
        await sql`select pg_terminate_backend(${pid}, 5000)`.execute(other);
        await Promise.allSettled([sql`select 1`.execute(transaction), remember(transaction, 'outside')]);
      });
      await assert.rejects(work, ConnectionLost);
    }
    assert.deepEqual(await other.selectFrom('revocations').select('id').execute(), []);
    await Promise.all([1, 2, 3].map(() => pidOf(db)));
  });

  it('writes nothing outside of itself once its connection is lost, whoever goes on with it', async () => {
    const [db, other] = await openNodes();
    let runs = 0;
    await inTransaction(db, async (transaction) => {
      runs += 1;
      if (runs > 1) return;
      const pid = await pidOf(transaction);
      await sql`select pg_terminate_backend(${pid}, 5000)`.execute(other);
      await remember(transaction, 'lost').catch(() => {});
      await remember(transaction, 'stray').catch(() => {});
    });
    assert.equal(runs, 2);
    assert.deepEqual(await db.selectFrom('revocations').select('id').execute(), []);
  });

  it('begins anew when another node has written the key that it did not find', async () => {
    const [db, other] = await openNodes();
    const found: boolean[] = [];
    await inTransaction(db, async (transaction) => {
      const row = await transaction.selectFrom('revocations').select('id').where('id', '=', 'key').executeTakeFirst();
      found.push(row !== undefined);
      if (row) return;
      // Without having looked, so that the two cannot be told to be in each other's way by what they read.
      await remember(other, 'key');
      await remember(transaction, 'key');
    });
    assert.deepEqual(found, [false, true]);
  });

  it('has its turn however many nodes write to the same row', async () => {
    const url = await createDatabase();
    const nodes = Array.from({ length: 6 }, () => opened.adopt(openStore(url), (db) => db.destroy()));
    await nodes[0]?.insertInto('revocations').values({ organization_id: 'o', id: 'row', expires_at: 0 }).execute();
    const count = (db: Connection) =>
      inTransaction(db, async (transaction) => {
        const row = await transaction.selectFrom('revocations').select('expires_at').executeTakeFirstOrThrow();
        await sql`select pg_sleep(0.01)`.execute(transaction); // As long as what else a transaction does.
        await transaction
          .updateTable('revocations')
          .set({ expires_at: row.expires_at + 1 })
          .execute();
      });
    await Promise.all(nodes.flatMap((db) => Array.from({ length: 8 }, () => count(db))));
    const row = await nodes[0]?.selectFrom('revocations').select('expires_at').executeTakeFirst();
    assert.equal(row?.expires_at, 48);
  });

  it('goes on over a migration of a table whose rows it reads whole', async () => {
    const [db, other] = await openNodes();
    const all = prepared<object, object>((on) => on.selectFrom('revocations').selectAll());
    await remember(db, 'kept');
    const read = () => inTransaction(db, async (transaction) => (await all(transaction, {})).rows.length);
    assert.equal(await read(), 1);
    await sql`alter table revocations add column note text`.execute(other);
    assert.equal(await read(), 1);
    await sql`alter table revocations drop column note`.execute(other);
    assert.equal((await all(db, {})).rows.length, 1);
  });

  it('is waited for as long as it takes when it is one of a migration', async () => {
    const db = opened.adopt(openStore(await createDatabase(), { limits: { statementMs: 100 } }), (one) =>
      one.destroy(),
    );
    const { rows } = await db.transaction().execute(async (transaction: Kysely<Database>) => {
      await dialectOf(transaction).beginMigration(transaction as Kysely<unknown>);
      return await sql<{ answer: number }>`select 42 as answer from pg_sleep(2.3)`.execute(transaction);
    });
    assert.equal(rows[0]?.answer, 42);
  });
});
