import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { FairQueue } from './fair-queue.ts';

interface Item {
  readonly path: readonly string[];
  readonly number: number;
}

const key = fc.constantFrom('a', 'b', 'c', 'd');
const path = fc.tuple(key, key, key);

function fill(paths: readonly (readonly string[])[]): FairQueue<Item> {
  const queue = new FairQueue<Item>();
  for (const [number, one] of paths.entries()) queue.join(one, { path: one, number });
  return queue;
}

function drain<T>(queue: FairQueue<T>): T[] {
  const items: T[] = [];
  for (let item = queue.next(); item !== undefined; item = queue.next()) items.push(item);
  return items;
}

const under = (prefix: readonly string[], items: readonly Item[]) =>
  items.filter((item) => prefix.every((part, level) => item.path[level] === part));

test('a key with few items is served in between those of a key with many', () => {
  const queue = new FairQueue<string>();
  for (const n of [1, 2, 3, 4]) queue.join(['school', 'flood', `name ${n}`], `flood ${n}`);
  queue.join(['school', 'home', 'harry'], 'harry');
  queue.join(['ministry', 'office', 'arthur'], 'arthur');
  assert.deepEqual(drain(queue), ['flood 1', 'arthur', 'harry', 'flood 2', 'flood 3', 'flood 4']);
});

test('what waits under a shorter path goes before what waits below it', () => {
  const queue = new FairQueue<string>();
  queue.join(['school', 'home', 'harry'], 'harry');
  queue.join(['school', 'home'], 'first');
  queue.join(['school', 'home'], 'second');
  queue.join(['school', 'office', 'arthur'], 'arthur');
  assert.deepEqual(drain(queue), ['first', 'arthur', 'second', 'harry']);
});

test('an item that has left is not served, and one that was served cannot leave', () => {
  const queue = new FairQueue<string>();
  const leave = queue.join(['a'], 'gone');
  const stay = queue.join(['a'], 'served');
  assert.equal(leave(), true);
  assert.equal(leave(), false);
  assert.deepEqual(drain(queue), ['served']);
  assert.equal(stay(), false);
  assert.equal(queue.length, 0);
});

test('every item is served once, whatever comes, goes and is served in between', () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant('join' as const), path }),
    fc.record({ kind: fc.constant('leave' as const), which: fc.nat(50) }),
    fc.record({ kind: fc.constant('next' as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 100 }), (steps) => {
      const queue = new FairQueue<number>();
      const waiting = new Map<number, () => boolean>();
      let joined = 0;
      for (const one of steps) {
        if (one.kind === 'join') {
          waiting.set(joined, queue.join(one.path, joined));
          joined += 1;
        } else if (one.kind === 'leave') {
          assert.equal(waiting.get(one.which)?.() ?? false, waiting.has(one.which));
          waiting.delete(one.which);
        } else {
          const served = queue.next();
          assert.equal(served === undefined, waiting.size === 0);
          if (served !== undefined) assert.ok(waiting.delete(served));
        }
        assert.equal(queue.length, waiting.size);
      }
      assert.deepEqual(
        drain(queue).toSorted((one, other) => one - other),
        [...waiting.keys()],
      );
    }),
  );
});

test('keys that wait together are served equally often, at every level', () => {
  fc.assert(
    fc.property(fc.array(path, { minLength: 2, maxLength: 60 }), fc.nat(60), (paths, count) => {
      const order = drain(fill(paths));
      const [served, waiting] = [order.slice(0, count), order.slice(count)];
      const parents = [[], ...paths.map((one) => one.slice(0, 1)), ...paths.map((one) => one.slice(0, 2))];
      for (const parent of parents) {
        const keys = new Set(under(parent, waiting).map((item) => item.path[parent.length] as string));
        const shares = [...keys].map((one) => under([...parent, one], served).length);
        assert.ok(Math.max(...shares) - Math.min(...shares) <= 1 || shares.length === 0);
      }
    }),
  );
});

test('items of one path keep their order', () => {
  fc.assert(
    fc.property(fc.array(path, { maxLength: 40 }), (paths) => {
      for (const items of Map.groupBy(drain(fill(paths)), (item) => item.path.join()).values()) {
        const numbers = items.map(({ number }) => number);
        assert.deepEqual(
          numbers,
          numbers.toSorted((one, other) => one - other),
        );
      }
    }),
  );
});

test('nobody waits for more others than were expected ahead', () => {
  fc.assert(
    fc.property(fc.array(path, { maxLength: 40 }), fc.nat(40), path, (paths, servedBefore, newcomer) => {
      const queue = fill(paths);
      for (let count = 0; count < servedBefore; count += 1) queue.next();
      const ahead = queue.ahead(newcomer);
      const item = { path: newcomer, number: -1 };
      queue.join(newcomer, item);
      assert.ok(drain(queue).indexOf(item) <= ahead);
      assert.ok(ahead <= paths.length);
    }),
  );
});

test('a newcomer waits for one item of every other key at most, however many there are', () => {
  const flood = Array.from({ length: 1000 }, (_, n) => ['school', 'flood', `name ${n}`] as const);
  assert.equal(fill(flood).ahead(['school', 'home', 'harry']), 1);
  assert.equal(fill(flood).ahead(['school', 'flood', 'harry']), 1000);
  assert.equal(fill(flood).waiting(['school', 'flood']), 1000);
});
