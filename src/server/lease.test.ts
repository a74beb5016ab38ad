import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { leases } from '../store/leases.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { Lease, toldAlone } from './lease.ts';

/** Two processes with one store, and clocks that are set by hand. */
async function open() {
  const db = await openEmptyStore();
  const clock = { wall: 1_800_000_000_000, elapsed: 0 };
  const pass = (ms: number) => {
    clock.wall += ms;
    clock.elapsed += ms;
  };
  let asked = 0;
  const stored = leases(db);
  const counted: typeof stored = {
    ...stored,
    take: (...given) => {
      asked += 1;
      return stored.take(...given);
    },
  };
  const process = (holder: string) =>
    new Lease('sweep', { leases: counted, holder, wall: () => clock.wall, elapsed: () => clock.elapsed });
  const close = () => db.destroy();
  return { one: process('one'), other: process('other'), pass, asked: () => asked, [Symbol.asyncDispose]: close };
}

const stopping = new AbortController().signal;

describe('work that one process at a time does', () => {
  it('is done by the one that has the lease, without asking the store each time', async () => {
    await using opened = await open();
    const done: string[] = [];
    const one = opened.one.alone(async () => void done.push('one'));
    const other = opened.other.alone(async () => void done.push('other'));
    for (let second = 0; second < 20; second += 1) {
      await one(stopping);
      opened.pass(1000);
    }
    assert.equal(opened.asked(), 1);
    await other(stopping);
    assert.deepEqual(new Set(done), new Set(['one']));
    opened.pass(20_000);
    await one(stopping);
    opened.pass(50_000);
    await other(stopping);
    assert.ok(!done.includes('other'), 'it was renewed');
  });

  it('goes over to another when the process that did it is gone', async () => {
    await using opened = await open();
    assert.equal(await opened.one.isHeld(), true);
    assert.equal(await opened.other.isHeld(), false);
    opened.pass(60_000);
    assert.equal(await opened.other.isHeld(), true);
    assert.equal(await opened.one.isHeld(), false, 'one that was only stopped does not go on');
  });

  it('goes over at once when the process gives it up at its end', async () => {
    await using opened = await open();
    await opened.one.isHeld();
    await opened.one[Symbol.asyncDispose]();
    await opened.other.wait();
    assert.equal(await opened.one.isHeld(), false);
  });

  it('is not even taken while nothing is due', async () => {
    await using opened = await open();
    let due: readonly string[] = [];
    const queue = { organizationsDue: async () => due };
    const [one, other] = [toldAlone(queue, opened.one), toldAlone(queue, opened.other)];
    assert.deepEqual(await one.organizationsDue(), []);
    assert.equal(opened.asked(), 0);
    due = ['o'];
    assert.deepEqual([await one.organizationsDue(), await other.organizationsDue()], [['o'], []]);
  });
});
