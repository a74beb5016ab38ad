import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LruMap } from './lru.ts';

test('a full map forgets what was used longest ago', () => {
  const map = new LruMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  assert.equal(map.get('a'), 1);
  map.set('c', 3);
  assert.equal(map.get('b'), undefined);
  assert.equal(map.get('a'), 1);
  assert.equal(map.get('c'), 3);
});

test('it never grows beyond its capacity', () => {
  const map = new LruMap<number, number>(10);
  for (let index = 0; index < 1000; index += 1) map.set(index, index);
  const kept = Array.from({ length: 1000 }, (_, index) => map.get(index)).filter((value) => value !== undefined);
  assert.deepEqual(kept, [990, 991, 992, 993, 994, 995, 996, 997, 998, 999]);
});

test('an entry that is set again counts once', () => {
  const map = new LruMap<string, number>(2);
  map.set('a', 1);
  map.set('b', 2);
  map.set('a', 3);
  map.set('c', 4);
  assert.equal(map.get('a'), 3);
  assert.equal(map.get('b'), undefined);
});

test('a deleted entry is gone', () => {
  const map = new LruMap<string, number>(2);
  map.set('a', 1);
  map.delete('a');
  assert.equal(map.get('a'), undefined);
});
