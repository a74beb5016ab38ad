import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { LruMemory, sizeOf } from './lru.ts';

/** As many bytes as so many entries take whose keys have one letter, and whose values a hundred bytes. */
const room = (entries: number): number => {
  const memory = new LruMemory<number>(Number.MAX_SAFE_INTEGER);
  memory.set('a', 1, 100);
  return entries * memory.bytes;
};

describe('a memory of bounded size', () => {
  it('keeps what is still to come, counts it when it is there, and forgets it when it fails', async () => {
    const memory = new LruMemory<string>(room(2));
    const coming = Promise.withResolvers<number>();
    memory.setPending('a', 'value', coming.promise, (bytes) => bytes);
    assert.equal(memory.get('a'), 'value');
    const before = memory.bytes;
    coming.resolve(100);
    await coming.promise;
    assert.equal(memory.bytes, before + 100);
    const failing = Promise.reject(new Error('broken'));
    memory.setPending('b', 'value', failing, () => 0);
    await failing.catch(() => {});
    assert.equal(memory.get('b'), undefined);
  });

  it('forgets what was used longest ago when it is full', () => {
    const memory = new LruMemory<number>(room(2));
    memory.set('a', 1, 100);
    memory.set('b', 2, 100);
    assert.equal(memory.get('a'), 1);
    memory.set('c', 3, 100);
    assert.deepEqual(
      ['a', 'b', 'c'].map((key) => memory.get(key)),
      [1, undefined, 3],
    );
  });

  it('counts an entry that is set again once, with its new size', () => {
    const memory = new LruMemory<number>(room(3));
    memory.set('a', 1, 100);
    memory.set('b', 2, 100);
    memory.set('a', 3, 100);
    memory.set('c', 4, 100);
    assert.deepEqual(
      ['a', 'b', 'c'].map((key) => memory.get(key)),
      [3, 2, 4],
    );
    memory.set('c', 5, 200);
    assert.deepEqual(
      ['a', 'b', 'c'].map((key) => memory.get(key)),
      [undefined, 2, 5],
    );
  });

  it('keeps nothing of what is deleted', () => {
    const memory = new LruMemory<number>(room(2));
    memory.set('a', 1, 100);
    memory.delete('a');
    memory.delete('b');
    assert.equal(memory.get('a'), undefined);
    assert.equal(memory.bytes, 0);
  });

  it('does not remember what is larger than all of it, and forgets what that replaces', () => {
    const memory = new LruMemory<number>(room(2));
    memory.set('a', 1, 100);
    memory.set('a', 2, room(2));
    assert.equal(memory.get('a'), undefined);
    assert.equal(memory.bytes, 0);
  });

  it('never takes more than it may, however long keys and values are', () => {
    const set = fc.tuple(fc.string({ maxLength: 300 }), fc.nat(3000));
    const bounded = fc.property(fc.array(set, { maxLength: 200 }), (entries) => {
      const memory = new LruMemory<string>(10_000);
      for (const [key, bytes] of entries) {
        memory.set(key, key, bytes);
        assert.ok(memory.bytes <= 10_000);
      }
      const kept = [...new Set(entries.map(([key]) => key))].filter((key) => memory.get(key) !== undefined);
      assert.ok(kept.reduce((sum, key) => sum + 2 * key.length, 0) <= 10_000);
      for (const key of kept) memory.delete(key);
      assert.equal(memory.bytes, 0);
    });
    fc.assert(bounded);
  });
});

describe('the size of plain data', () => {
  /** What the engine took for so many copies, in bytes for each. */
  function measured(copies: number, make: (copy: number) => unknown): number {
    const kept: unknown[] = new Array(copies).fill(null);
    const before = process.memoryUsage().heapUsed;
    for (let copy = 0; copy < copies; copy += 1) kept[copy] = make(copy);
    const bytes = (process.memoryUsage().heapUsed - before) / copies;
    assert.equal(kept.length, copies);
    return bytes;
  }

  const row = (n: number) => ({ id: `${n}-${'x'.repeat(30)}`, name: `${n}é`, isActive: 1, at: 1.5e12 + n, lost: null });

  it('is not less than half of what it takes', () => {
    for (const make of [row, (n: number) => [row(n), row(n)], (n: number) => `${n}`.padEnd(1000, 'é')]) {
      const taken = measured(20_000, make);
      assert.ok(sizeOf(make(1)) > taken / 2, `${sizeOf(make(1))} of ${taken}`);
    }
  });

  it('counts all that there is', () => {
    assert.ok(sizeOf(Buffer.alloc(1000)) > 1000);
    assert.ok(sizeOf({ a: ['x'.repeat(1000)] }) > 2000);
    assert.ok(sizeOf(['x'.repeat(1000), 'y'.repeat(1000)]) > 4000);
    for (const small of [null, undefined, 1, true, 1n, '', [], {}]) assert.ok(sizeOf(small) > 0 && sizeOf(small) < 100);
  });
});
