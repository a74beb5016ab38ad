import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { describe, it } from 'node:test';
import { buildFuse, fuseBytes, isInFuse } from './fuse.ts';

/** Keys as SHA-1 makes them, and the same ones each time. */
function keysOf(name: string, count: number): Uint32Array {
  const keys = new Uint32Array(2 * count);
  for (let index = 0; index < count; index += 1) {
    const digest = hash('sha1', `${name} ${index}`, 'buffer');
    keys.set([digest.readUInt32BE(4), digest.readUInt32BE(0)], 2 * index);
  }
  return keys;
}

/** How many of the keys are found. */
function countFound(keys: Uint32Array, { bytes, ...fuse }: ReturnType<typeof buildFuse>): number {
  let found = 0;
  for (let at = 0; at < keys.length; at += 2) {
    const [low = 0, high = 0] = keys.subarray(at, at + 2);
    if (isInFuse(fuse, high, low, (from, to) => bytes.subarray(from, to))) found += 1;
  }
  return found;
}

describe('a binary fuse filter', () => {
  for (const count of [0, 1, 2, 3, 7, 100, 1000, 30_000]) {
    it(`finds every one of ${count} keys`, () => {
      const keys = keysOf('in', count);
      assert.equal(countFound(keys, buildFuse(keys)), count);
    });
  }

  it('takes less than 1.3 bytes a key, and finds one in 256 of those that are not in it', () => {
    const fuse = buildFuse(keysOf('in', 100_000));
    assert.equal(fuse.bytes.length, fuseBytes(fuse));
    assert.ok(fuse.bytes.length < 1.3 * 100_000, `${fuse.bytes.length}`);
    const alarms = countFound(keysOf('out', 100_000), fuse);
    assert.ok(alarms > 340 && alarms < 440, `${alarms}`);
  });

  it('is read in one piece of less than three segments', () => {
    const keys = keysOf('in', 1000);
    const { bytes, ...fuse } = buildFuse(keys);
    isInFuse(fuse, keys[1] as number, keys[0] as number, (from, to) => {
      assert.ok(to - from <= 3 * 2 ** fuse.segmentBits, `${from} ${to}`);
      return bytes.subarray(from, to);
    });
  });

  it('is not built of keys that are there twice', () => {
    const keys = keysOf('in', 10);
    keys.set(keys.subarray(0, 2), 2);
    assert.throws(() => buildFuse(keys), /twice/);
  });
});
