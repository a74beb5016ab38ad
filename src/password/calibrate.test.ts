import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calibrate } from './calibrate.ts';
import { floor, parameterProblem } from './hash/argon2id.ts';
import type { Argon2Parameters } from './hash/scheme.ts';

/** A machine on which a hash with the least parameters takes 10 ms, and any other as much longer as it costs more. */
const machine = (floorMs = 10) => {
  const tried: Argon2Parameters[] = [];
  const measure = async (parameters: Argon2Parameters) => {
    tried.push(parameters);
    const share = (parameters.memoryKiB * parameters.iterations) / (floor.memoryKiB * floor.iterations);
    return { aloneMs: 0.9 * share * floorMs, busyMs: share * floorMs };
  };
  return { tried, measure };
};

const wanted = { targetMs: 100, memoryKiB: undefined, mostMemoryKiB: 262_144, parallelism: 1 };

describe('the calibration', () => {
  it('takes as much memory as the time allows, in few tries', async () => {
    const { tried, measure } = machine();
    const { parameters, busyMs } = await calibrate({ ...wanted, measure });
    assert.deepEqual(parameters, { memoryKiB: 190 * 1024, iterations: 2, parallelism: 1 });
    assert.ok(busyMs > 95 && busyMs <= 100);
    assert.equal(tried.length, 2);
  });

  it('takes more passes when there is no more memory, or it was said how much', async () => {
    const { measure } = machine();
    const bounded = await calibrate({ ...wanted, mostMemoryKiB: 64 * 1024, measure });
    assert.deepEqual(bounded.parameters, { memoryKiB: 65_536, iterations: 5, parallelism: 1 });
    const said = await calibrate({ ...wanted, memoryKiB: 32 * 1024, parallelism: 2, measure });
    assert.deepEqual(said.parameters, { memoryKiB: 32_768, iterations: 10, parallelism: 2 });
  });

  it('never goes below the least, however slow the machine is', async () => {
    const { measure } = machine(500);
    const { parameters, busyMs } = await calibrate({ ...wanted, measure });
    assert.deepEqual(parameters, floor);
    assert.equal(busyMs, 500);
  });

  it('gives nothing but what the settings take, whatever the target', async () => {
    for (const targetMs of [1, 11, 100, 1000, 10_000]) {
      for (const mostMemoryKiB of [floor.memoryKiB, 262_144]) {
        const { parameters, busyMs } = await calibrate({ ...wanted, targetMs, mostMemoryKiB, ...machine() });
        assert.equal(parameterProblem(parameters), undefined);
        assert.ok(busyMs <= Math.max(targetMs, 10));
      }
    }
  });
});
