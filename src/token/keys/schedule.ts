import { accessTokenSeconds, clockSkewSeconds } from '../jwt/access-token.ts';
import type { SigningKey } from './signing-key.ts';

/** How long a new key is published before it signs, so that caches of the key set have it by then. */
export const publicationLeadMs = 10 * 60_000;

/** How long the published key set may be cached: much shorter than `publicationLeadMs`. */
export const keySetCacheSeconds = 300;

const dayMs = 24 * 60 * 60_000;

/** How far the clocks of several processes may be apart. */
const toleranceMs = publicationLeadMs;

type KeyTimes = Pick<SigningKey, 'createdAt' | 'activatesAt' | 'retiresAt'>;

export const isRetired = ({ retiresAt }: KeyTimes, now: number): boolean => retiresAt !== null && retiresAt <= now;

/** Whether a key has no successor yet. */
export const isCurrent = ({ retiresAt }: KeyTimes): boolean => retiresAt === null;

/**
 * The key that signs now: the newest active one. If the clock of the process that made the first key is or was ahead of
 * ours, no key is active; then that key signs all the same, until its successor is active.
 */
export function signerOf<Key extends KeyTimes>(keys: readonly Key[], now: number): Key | undefined {
  const usable = keys.filter((key) => !isRetired(key, now)).sort((a, b) => a.activatesAt - b.activatesAt);
  return usable.findLast((key) => key.activatesAt <= now) ?? usable.find((key) => !isCurrent(key)) ?? usable[0];
}

/**
 * Whether it is time for a successor: all current keys have reached the age at which keys are replaced. A key from the
 * future was made with a wrong clock, and would sign for too long.
 */
export function isRotationDue(keys: readonly KeyTimes[], lifetimeDays: number, now: number): boolean {
  const isYoung = ({ createdAt }: KeyTimes) => now - createdAt < lifetimeDays * dayMs && createdAt <= now + toleranceMs;
  return !keys.filter(isCurrent).some(isYoung);
}

/** When the predecessors of a key that becomes active at `activatesAt` retire: after their last token has expired. */
export const retirementAfter = (activatesAt: number): number =>
  activatesAt + (accessTokenSeconds + clockSkewSeconds) * 1000;
