import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { MemoryRate } from './rate.ts';

const limits = { most: 3, windowMs: 3_000 };
const takes = (rate: MemoryRate, key: string, times: readonly number[]) => times.map((now) => rate.take(key, now));

test('a key has so many at once, and then one in each part of the window', () => {
  const rate = new MemoryRate(limits, 10_000);
  assert.deepEqual(takes(rate, 'a', [0, 0, 0, 0, 999, 1_000, 1_000]), [0, 0, 0, 1_000, 1, 0, 1_000]);
  assert.equal(rate.take('b', 0), 0);
});

test('a key that was idle for the window has all of them again', () => {
  const rate = new MemoryRate(limits, 10_000);
  takes(rate, 'a', [0, 0, 0]);
  assert.deepEqual(takes(rate, 'a', [3_000, 3_000, 3_000, 3_000]), [0, 0, 0, 1_000]);
});

test('what is given back can be taken again, and nothing is earned by it', () => {
  const rate = new MemoryRate(limits, 10_000);
  takes(rate, 'a', [0, 0, 0]);
  rate.giveBack('a', 0);
  assert.deepEqual(takes(rate, 'a', [0, 0]), [0, 1_000]);
  for (let count = 0; count < 9; count += 1) rate.giveBack('a', 0);
  assert.deepEqual(takes(rate, 'a', [0, 0, 0, 0]), [0, 0, 0, 1_000]);
});

test('no more keys are remembered than there is room for; the one used longest ago is forgotten', () => {
  const rate = new MemoryRate(limits, 300);
  takes(rate, 'a', [0, 0, 0]);
  takes(rate, 'b', [0, 0, 0]);
  rate.take('c', 0);
  assert.equal(rate.take('b', 0), 1_000);
  assert.equal(rate.take('a', 0), 0);
});

test('no window holds more than twice as many, and a caller who waits as told gets one', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(1_500), { maxLength: 60 }), fc.integer({ min: 1, max: 7 }), (pauses, most) => {
      const rate = new MemoryRate({ most, windowMs: 3_000 }, 10_000);
      const taken: number[] = [];
      let now = 0;
      for (const pause of pauses) {
        now += pause;
        const wait = rate.take('a', now);
        if (wait > 0) {
          now += Math.ceil(wait);
          assert.equal(rate.take('a', now), 0);
        }
        taken.push(now);
        assert.ok(taken.filter((at) => at > now - 3_000).length <= 2 * most);
      }
    }),
  );
});
