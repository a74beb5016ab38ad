import { accessTokenSeconds, clockSkewSeconds } from '../jwt/access-token.ts';
import type { SigningKey } from './signing-key.ts';

/** How long a new key is published before it signs, so that whoever caches the key set knows it by then. */
export const publicationLeadMs = 10 * 60_000;

/** How long others may keep the published key set: well within the lead of a new key. */
export const keySetCacheSeconds = 300;

const dayMs = 24 * 60 * 60_000;

/** Clocks of several processes may differ by so much. */
const toleranceMs = publicationLeadMs;

type KeyTimes = Pick<SigningKey, 'createdAt' | 'activatesAt' | 'retiresAt'>;

export const isRetired = ({ retiresAt }: KeyTimes, now: number): boolean => retiresAt !== null && retiresAt <= now;

/** Whether a key still awaits its successor. */
export const isCurrent = ({ retiresAt }: KeyTimes): boolean => retiresAt === null;

/**
 * The key that signs now: of those that have become active, the newest. None is active while the clock of the process
 * that made the first key is ahead of ours, or was; then that key signs all the same, until its successor is active.
 */
export function signerOf<Key extends KeyTimes>(keys: readonly Key[], now: number): Key | undefined {
  const usable = keys.filter((key) => !isRetired(key, now)).sort((a, b) => a.activatesAt - b.activatesAt);
  return usable.findLast((key) => key.activatesAt <= now) ?? usable.find((key) => !isCurrent(key)) ?? usable[0];
}

/**
 * Whether it is time for a successor: no current key is younger than the age at which keys are replaced. One that seems to
 * be made in the future was made by a clock that was wrong, and would sign for longer than it may.
 */
export function isRotationDue(keys: readonly KeyTimes[], lifetimeDays: number, now: number): boolean {
  const isYoung = ({ createdAt }: KeyTimes) => now - createdAt < lifetimeDays * dayMs && createdAt <= now + toleranceMs;
  return !keys.filter(isCurrent).some(isYoung);
}

/** When the predecessors of a key that becomes active then have verified the last token they signed. */
export const retirementAfter = (activatesAt: number): number =>
  activatesAt + (accessTokenSeconds + clockSkewSeconds) * 1000;
