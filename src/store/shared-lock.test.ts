import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { SharedLock } from './shared-lock.ts';

/** Work that notes when it begins, and ends when it is told to. */
function worker(log: string[]) {
  const ends = new Map<string, () => void>();
  const work = (name: string) => () => {
    log.push(name);
    return new Promise<void>((end) => ends.set(name, end));
  };
  const end = async (name: string) => {
    ends.get(name)?.();
    await nextTurn();
  };
  return { work, end };
}

describe('a lock that can be shared', () => {
  it('lets one alone once those who share it are done, and others again after it', async () => {
    const lock = new SharedLock(2);
    const log: string[] = [];
    const { work, end } = worker(log);
    const all = [lock.shared(work('a')), lock.shared(work('b')), lock.exclusive(work('c')), lock.shared(work('d'))];
    await nextTurn();
    assert.deepEqual(log, ['a', 'b']);
    await end('a');
    assert.deepEqual(log, ['a', 'b']);
    await end('b');
    assert.deepEqual(log, ['a', 'b', 'c']);
    await end('c');
    assert.deepEqual(log, ['a', 'b', 'c', 'd']);
    await end('d');
    await Promise.all(all);
  });

  it('is shared by so many at once, and waited for by those who want it alone before others', async () => {
    const lock = new SharedLock(2);
    const log: string[] = [];
    const { work, end } = worker(log);
    const all = ['a', 'b', 'c'].map((name) => lock.shared(work(name)));
    all.push(lock.exclusive(work('d')));
    await nextTurn();
    assert.deepEqual(log, ['a', 'b']);
    await end('a');
    await end('b');
    assert.deepEqual(log, ['a', 'b', 'd']);
    await end('d');
    assert.deepEqual(log, ['a', 'b', 'd', 'c']);
    await end('c');
    await Promise.all(all);
  });

  it('is given back by work that fails', async () => {
    const lock = new SharedLock(2);
    await assert.rejects(
      lock.exclusive(() => Promise.reject(new Error('on purpose'))),
      /on purpose/,
    );
    assert.equal(await lock.shared(async () => 1), 1);
  });
});
