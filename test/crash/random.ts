import { randomInt } from 'node:crypto';
import { readCount } from '../support/count.ts';

/** How often the process is killed. */
export const rounds = readCount('CRASH_ROUNDS', process.env.CRASH_ROUNDS ?? 3);

/** Which moments are drawn. Every test prints it; the same one given back draws the same moments again. */
export const seed = readCount('CRASH_SEED', process.env.CRASH_SEED ?? randomInt(2 ** 31), 0);

/** Numbers from 0 to 1 that follow from one alone (mulberry32). */
export function seededRandom(from = seed): () => number {
  let state = from;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
