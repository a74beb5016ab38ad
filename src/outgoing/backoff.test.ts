import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Backoff, defaultBackoff, pauseAfter } from './backoff.ts';

const plan: Backoff = { firstMs: 1000, longestMs: 10_000, maxAttempts: 8 };

describe('the pause after a delivery that failed', () => {
  it('doubles each time up to the longest one', () => {
    const longest = [1, 2, 3, 4, 5, 6, 7].map((attempt) => pauseAfter(attempt, plan, 1));
    assert.deepEqual(longest, [1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  });

  it('is half of that at least, and the rest is left to chance', () => {
    assert.deepEqual(
      [0, 0.5, 1].map((random) => pauseAfter(3, plan, random)),
      [2000, 3000, 4000],
    );
  });

  it('is the last one before the last attempt', () => {
    assert.deepEqual([pauseAfter(8, plan, 0), pauseAfter(9, plan, 1)], [undefined, undefined]);
    assert.equal(pauseAfter(1, { ...plan, maxAttempts: 1 }, 0), undefined);
  });

  it('adds up to about a day by default, in sixteen attempts', () => {
    const dayMs = 24 * 60 * 60_000;
    const total = (random: number): number => {
      let sum = 0;
      for (let attempt = 1; ; attempt++) {
        const pause = pauseAfter(attempt, defaultBackoff, random);
        if (pause === undefined) return sum;
        sum += pause;
      }
    };
    assert.ok(total(0) > dayMs / 4 && total(1) < dayMs, `${total(0)}–${total(1)}`);
    assert.equal(pauseAfter(15, defaultBackoff, 1), 2 * 60 * 60_000);
    assert.equal(pauseAfter(16, defaultBackoff, 1), undefined);
  });

  it('is bounded and never shorter than the one before, whatever the plan', () => {
    const plans = fc.record({
      firstMs: fc.integer({ min: 1, max: 100_000 }),
      longestMs: fc.integer({ min: 100_000, max: 10_000_000 }),
      maxAttempts: fc.constant(5000),
    });
    fc.assert(
      fc.property(
        plans,
        fc.integer({ min: 1, max: 4998 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (any, n, random) => {
          const [pause = -1, next = -1] = [pauseAfter(n, any, random), pauseAfter(n + 1, any, random)];
          assert.ok(pause >= Math.round(any.firstMs / 2) && pause <= any.longestMs, String(pause));
          assert.ok(next >= pause);
        },
      ),
    );
  });
});
