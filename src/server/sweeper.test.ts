import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { grantStore } from '../store/grants.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { sweeps } from '../store/sweeps.ts';
import { sweep } from './sweeper.ts';

const never = new AbortController().signal;

/** A store with so many sessions that are over. */
async function openWith(count: number) {
  const db = await openEmptyStore();
  await sql`with recursive number(n) as (select 1 union all select n + 1 from number where n < ${count})
    insert into grants (organization_id, model, id, payload, expires_at) select 'o', 'Session', n, '{}', 1 from number`.execute(
    db,
  );
  const left = async () => (await db.selectFrom('grants').select('id').execute()).length;
  return { db, left, steps: sweeps(db, { loginAttemptDays: 90 }), [Symbol.asyncDispose]: () => db.destroy() };
}

describe('the sweeper', () => {
  it('sweeps until nothing is left, in batches between which others have their turn', async () => {
    await using opened = await openWith(25_000);
    let [isDone, turns] = [false, 0];
    const sweeping = sweep(opened.steps, () => 2, never).finally(() => {
      isDone = true;
    });
    const seen: number[] = [];
    while (!isDone) {
      await grantStore(opened.db).find({ organizationId: 'o', model: 'Session', id: '1' }, 2);
      await nextTurn();
      turns += 1;
      if (turns % 10 === 0) seen.push(await opened.left());
    }
    await sweeping;
    assert.equal(await opened.left(), 0);
    assert.ok(
      seen.some((left) => left > 0 && left < 25_000),
      `${turns} turns`,
    );
  });

  it('asks for less when a batch takes long, and for more when it does not', async () => {
    const asked: number[] = [];
    const slow = async (_now: number, limit: number) => {
      asked.push(limit);
      const end = performance.now() + (asked.length > 10 && asked.length <= 14 ? 20 : 0);
      while (performance.now() < end);
      return asked.length < 30 ? limit : 0;
    };
    await sweep([slow], () => 0, never);
    assert.equal(asked.length, 30);
    assert.ok((asked[14] ?? 0) < Math.max(...asked.slice(0, 11)), asked.join());
    assert.ok(Math.min(...asked) >= 16 && Math.max(...asked) <= 512, asked.join());
    assert.ok(Math.max(...asked.slice(15)) > (asked[14] ?? 0), asked.join());
  });

  it('asks for no more than what takes ten milliseconds', async () => {
    const asked: number[] = [];
    const slow = async (_now: number, limit: number) => {
      asked.push(limit);
      const end = performance.now() + limit * 0.05;
      while (performance.now() < end);
      return asked.length < 10 ? limit : 0;
    };
    await sweep([slow], () => 0, never);
    assert.ok(Math.max(...asked) <= 200, asked.join());
  });

  it('goes on with the others when one of the sweeps fails, and says so', async () => {
    await using opened = await openWith(100);
    const broken = () => Promise.reject(new Error('malformed'));
    await assert.rejects(
      sweep([broken, ...opened.steps], () => 2, never),
      /could not be swept/,
    );
    assert.equal(await opened.left(), 0);
  });

  it('stops when the server does, and leaves the rest to the next start', async () => {
    await using opened = await openWith(25_000);
    const stopping = new AbortController();
    let batches = 0;
    const counted = opened.steps.map((step) => async (now: number, limit: number) => {
      batches += 1;
      if (batches === 3) stopping.abort();
      return await step(now, limit);
    });
    await sweep(counted, () => 2, stopping.signal);
    assert.equal(batches, 3);
    assert.ok((await opened.left()) > 0);
  });
});
