import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FifoQueue } from './fifo-queue.ts';

function drain<T>(queue: FifoQueue<T>): T[] {
  const items: T[] = [];
  for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
    items.push(item);
  }
  return items;
}

test('items come out in the order in which they went in', () => {
  const queue = new FifoQueue<number>();
  for (const item of [1, 2, 3]) {
    queue.join(item);
  }
  assert.equal(queue.length, 3);
  assert.deepEqual(drain(queue), [1, 2, 3]);
  assert.equal(queue.length, 0);
});

test('an item leaves from any place, and the others keep their order', () => {
  for (const leaver of [0, 1, 2, 3]) {
    const queue = new FifoQueue<number>();
    const exits = [0, 1, 2, 3].map((item) => queue.join(item));
    assert.equal(exits[leaver]?.(), true);
    assert.equal(queue.length, 3);
    queue.join(4);
    assert.deepEqual(
      drain(queue),
      [0, 1, 2, 3, 4].filter((item) => item !== leaver),
    );
  }
});

test('an item that is out cannot leave again', () => {
  const queue = new FifoQueue<string>();
  const served = queue.join('served');
  const gone = queue.join('gone');
  queue.join('last');
  queue.shift();
  gone();
  assert.equal(served(), false);
  assert.equal(gone(), false);
  assert.equal(queue.length, 1);
  assert.deepEqual(drain(queue), ['last']);
});

test('an empty queue can be used again', () => {
  const queue = new FifoQueue<number>();
  queue.join(1)();
  assert.equal(queue.shift(), undefined);
  queue.join(2);
  assert.deepEqual(drain(queue), [2]);
});
