import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { NetworkCounts } from './network-counts.ts';

describe('the counts by network', () => {
  it('tell so many networks apart, and sum up the others', () => {
    const counts = new NetworkCounts(2);
    for (const network of ['a', 'b', 'c', 'a', 'd']) counts.add(network);
    assert.deepEqual(Object.fromEntries(counts), { a: 2, b: 1, others: 2 });
  });

  it('keep telling a network apart whose count was taken away again', () => {
    const counts = new NetworkCounts(1);
    counts.add('a', 3);
    counts.add('a', -3);
    counts.add('b');
    counts.add('a');
    assert.deepEqual(Object.fromEntries(counts), { a: 1, others: 1 });
  });

  it('begin anew when they are cleared', () => {
    const counts = new NetworkCounts(1);
    counts.add('a');
    counts.clear();
    counts.add('b');
    assert.deepEqual(Object.fromEntries(counts), { b: 1 });
  });
});
