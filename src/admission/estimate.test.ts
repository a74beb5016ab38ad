import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryAfterSeconds, smoothedMean } from './estimate.ts';

test('Retry-After is rounded up to whole seconds and is at least one', () => {
  assert.deepEqual([0, 1, 1000, 1001, 2500].map(retryAfterSeconds), [1, 1, 1, 2, 3]);
});

test('the mean starts at the first sample and moves an eighth of the way to each later one', () => {
  assert.equal(smoothedMean(0, 8), 8);
  assert.equal(smoothedMean(8, 16), 9);
  assert.equal(smoothedMean(8, 0), 7);
});

test('a sample from a time in which the process stood still counts ten times the mean at most', () => {
  assert.equal(smoothedMean(80, 800), 170);
  assert.equal(smoothedMean(80, 3_600_000), 170);
});
