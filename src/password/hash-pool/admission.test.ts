import assert from 'node:assert/strict';
import { test } from 'node:test';
import { expectedWaitMs, type Load, retryAfterSeconds, smoothedMean } from './admission.ts';

const busy: Load = { threads: 2, running: 2, continuing: 0, arriving: 0, hashesPerRequest: 2, meanDurationMs: 10 };

test('nobody waits while a thread is idle', () => {
  assert.equal(expectedWaitMs({ ...busy, running: 1 }), 0);
});

test('the wait is that of the jobs ahead, spread over the threads', () => {
  assert.equal(expectedWaitMs(busy), 10);
  assert.equal(expectedWaitMs({ ...busy, continuing: 4 }), 30);
});

test('a waiting new job counts with the hashes that its request will need later', () => {
  assert.equal(expectedWaitMs({ ...busy, arriving: 4 }), 50);
  assert.equal(expectedWaitMs({ ...busy, arriving: 4, hashesPerRequest: 1 }), 30);
});

test('no wait is expected before the first hash has been timed', () => {
  assert.equal(expectedWaitMs({ ...busy, arriving: 100, meanDurationMs: 0 }), 0);
});

test('Retry-After is rounded up to whole seconds and is at least one', () => {
  assert.deepEqual([0, 1, 1000, 1001, 2500].map(retryAfterSeconds), [1, 1, 1, 2, 3]);
});

test('the mean starts at the first sample and moves an eighth of the way to each later one', () => {
  assert.equal(smoothedMean(0, 8), 8);
  assert.equal(smoothedMean(8, 16), 9);
  assert.equal(smoothedMean(8, 0), 7);
});
