import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Lane } from './lane.ts';

function drain<T>(lane: Lane<T>): T[] {
  const items: T[] = [];
  for (let item = lane.shift(); item !== undefined; item = lane.shift()) {
    items.push(item);
  }
  return items;
}

test('items come out in the order in which they went in', () => {
  const lane = new Lane<number>();
  for (const item of [1, 2, 3]) {
    lane.join(item);
  }
  assert.equal(lane.length, 3);
  assert.deepEqual(drain(lane), [1, 2, 3]);
  assert.equal(lane.length, 0);
});

test('an item leaves from any place, and the others keep their order', () => {
  for (const leaver of [0, 1, 2, 3]) {
    const lane = new Lane<number>();
    const exits = [0, 1, 2, 3].map((item) => lane.join(item));
    assert.equal(exits[leaver]?.(), true);
    assert.equal(lane.length, 3);
    lane.join(4);
    assert.deepEqual(
      drain(lane),
      [0, 1, 2, 3, 4].filter((item) => item !== leaver),
    );
  }
});

test('an item that is out cannot leave again', () => {
  const lane = new Lane<string>();
  const served = lane.join('served');
  const gone = lane.join('gone');
  lane.join('last');
  lane.shift();
  gone();
  assert.equal(served(), false);
  assert.equal(gone(), false);
  assert.equal(lane.length, 1);
  assert.deepEqual(drain(lane), ['last']);
});

test('an empty lane can be used again', () => {
  const lane = new Lane<number>();
  lane.join(1)();
  assert.equal(lane.shift(), undefined);
  lane.join(2);
  assert.deepEqual(drain(lane), [2]);
});
