import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isRotationDue, retirementAfter, signerOf } from './schedule.ts';

const day = 24 * 60 * 60_000;
const key = (activatesAt: number, retiresAt: number | null = null) => ({
  createdAt: activatesAt,
  activatesAt,
  retiresAt,
});

test('the newest active key signs', () => {
  const [old, recent, next] = [key(100, 5000), key(200), key(300)];
  assert.equal(signerOf([next, old, recent], 299), recent);
  assert.equal(signerOf([next, old, recent], 300), next);
});

test('a retired key does not sign', () => {
  assert.equal(signerOf([key(100, 200)], 200), undefined);
});

test('the first key signs even when the clock that made it was ahead', () => {
  const [first, second] = [key(1000), key(2000)];
  assert.equal(signerOf([second, first], 999), first);
});

test('without keys nothing signs', () => {
  assert.equal(signerOf([], 0), undefined);
});

test('a rotation is due when the current key has reached its age', () => {
  assert.ok(!isRotationDue([key(0)], 90, 90 * day - 1));
  assert.ok(isRotationDue([key(0)], 90, 90 * day));
});

test('a rotation is due when the current key was made in the future, by a clock that was wrong', () => {
  const minute = 60_000;
  assert.ok(!isRotationDue([key(10 * minute)], 90, 0));
  assert.ok(isRotationDue([key(11 * minute)], 90, 0));
});

test('a key from the future signs until its successor is active', () => {
  const [wrong, successor] = [key(900, 1000), key(500)];
  assert.equal(signerOf([wrong, successor], 499), wrong);
  assert.equal(signerOf([wrong, successor], 500), successor);
});

test('a key that has a successor does not count', () => {
  assert.ok(!isRotationDue([key(0, 100 * day), key(90 * day)], 90, 91 * day));
});

test('a predecessor outlives the last token that it signed', () => {
  assert.equal(retirementAfter(1000), 1000 + 3600_000 + 30_000);
});
