import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leaseHolder, leases } from './leases.ts';
import { migrate } from './migrate.ts';
import { openStore } from './open.ts';
import { openEmptyStore } from './store.fixture.ts';

const now = 1_800_000_000_000;
const minute = 60_000;

async function open() {
  const db = await openEmptyStore();
  return { db, leases: leases(db), [Symbol.asyncDispose]: () => db.destroy() };
}

describe('a lease', () => {
  it('is had by one of many who ask at the same time', async () => {
    await using opened = await open();
    const holders = Array.from({ length: 10 }, (_, n) => `node ${n}`);
    const answers = await Promise.all(holders.map((holder) => opened.leases.take('sweep', holder, now, minute)));
    assert.equal(answers.filter(Boolean).length, 1);
    assert.equal(await opened.leases.take('keys', 'node 9', now, minute), true, 'another one is free');
  });

  it('is renewed for who has it, and taken over when its time is over', async () => {
    await using opened = await open();
    const take = (holder: string, at: number) => opened.leases.take('sweep', holder, at, minute);
    assert.equal(await take('one', now), true);
    assert.equal(await take('one', now + 50_000), true);
    assert.equal(await take('other', now + 109_999), false);
    assert.equal(await take('other', now + 110_000), true);
    assert.equal(await take('one', now + 110_001), false);
  });

  it('is free at once when it was given up, and is not given up by who does not have it', async () => {
    await using opened = await open();
    const { take, release } = opened.leases;
    await take('sweep', 'one', now, minute);
    await release('sweep', 'other');
    assert.equal(await take('sweep', 'other', now, minute), false);
    await release('sweep', 'one');
    assert.equal(await take('sweep', 'other', now, minute), true);
  });

  it('counts as ended that was taken by a clock which was ahead', async () => {
    await using opened = await open();
    await opened.leases.take('sweep', 'ahead', now + 60 * minute, minute);
    assert.equal(await opened.leases.take('sweep', 'right', now, minute), true);
  });

  it('of the embedded store is held by whoever has its folder, before and after a crash', async () => {
    await using db = openStore(':memory:');
    await migrate(db);
    const opened = { db, leases: leases(db) };
    await opened.leases.take('sweep', leaseHolder(opened.db), now, minute);
    assert.equal(await opened.leases.take('sweep', leaseHolder(opened.db), now + 1, minute), true);
  });
});
