import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { evenOut, stepFor } from './pace.ts';

/** For how long it would wait after work that took so long, in steps of 100 ms. */
async function pauseAfter(workMs: number): Promise<number> {
  let asked = Number.NaN;
  await evenOut(performance.now() - workMs, async (ms) => {
    asked = ms;
  });
  return asked;
}

describe('the end of a refusal', () => {
  it('comes at a full step of time, whatever was found out on the way', async () => {
    for (const workMs of [0, 1, 40, 99, 101, 250, 1999]) {
      const pause = await pauseAfter(workMs);
      assert.ok(pause > 0 && pause <= 100, `${workMs}: ${pause}`);
    }
  });

  it('is as far away as the step says', async () => {
    const asked: number[] = [];
    const pause = async (ms: number) => {
      asked.push(ms);
    };
    // So long that what the test itself takes does not matter.
    await evenOut(performance.now() - 1_000_000, pause, 3_600_000);
    await evenOut(performance.now() - 5_000_000, pause, 3_600_000);
    const [first = 0, second = 0] = asked;
    assert.ok(first > 2_500_000 && first <= 2_600_000, String(first));
    assert.ok(second > 2_100_000 && second <= 2_200_000, String(second));
  });

  it('is so far away that work of twice the time is done within one step', () => {
    assert.deepEqual([0, 1, 50, 51, 170, 2000].map(stepFor), [100, 100, 100, 200, 400, 4000]);
  });

  it('is waited for', async () => {
    let isOver = false;
    await evenOut(performance.now(), async () => {
      await Promise.resolve();
      isOver = true;
    });
    assert.ok(isOver);
  });
});
