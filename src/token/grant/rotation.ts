import { randomUUID } from 'node:crypto';
import type { Sealer } from '../../directory/sealer.ts';
import { grantExpiry } from '../provider/lifetimes.ts';
import type { GrantStore } from './grant-store.ts';
import {
  familyEnd,
  findRefreshToken,
  type RefreshToken,
  type RefreshTokenUse,
  refreshTokenModel,
  successorOf,
  successorValue,
} from './refresh-token.ts';

export interface RotationParts {
  readonly grants: GrantStore;
  readonly sealer: Pick<Sealer, 'sign'>;
  /** How long a request that was answered may be repeated; 0 for not at all. */
  readonly refreshReuseMs: number;
  /** After so long no more successors live, however often a refresh token is renewed. */
  readonly refreshMs: number;
}

export interface Rotation {
  readonly token: RefreshToken;
  /** As it was presented. */
  readonly value: string;
  /** The thumbprint of the key that the request proved, if it proved one. */
  readonly key: string | undefined;
  readonly now: number;
}

/**
 * Spends a refresh token. Of those who do it at the same time, one stores a successor, and the others are given the same.
 *
 * @returns the value of the successor; undefined when the token was spent before and this is no repetition of that.
 */
export async function rotateRefreshToken(renewal: Rotation, parts: RotationParts): Promise<string | undefined> {
  const { token, value, key, now } = renewal;
  const use: RefreshTokenUse = { salt: randomUUID(), jkt: key };
  const successor = successorValue(value, use.salt, parts.sealer);
  const spent = { model: refreshTokenModel, id: token.id, payload: JSON.stringify({ ...token.payload, use }) };
  const next = successorOf(token, successor, { now, endsAt: familyEnd(token, parts.refreshMs) });
  if (await parts.grants.rotate(spent, next, grantExpiry(now), now)) return successor;
  const current = await findRefreshToken(value, parts.grants, now);
  return current && (await findRotationResult({ ...renewal, token: current }, parts));
}

/**
 * What the client was given for a token that it has spent, when it may have missed the answer: for a short time, with the
 * same key, and until the successor is used, which shows that the answer was not lost.
 */
export async function findRotationResult(
  { token, value, key, now }: Rotation,
  { grants, sealer, refreshReuseMs }: RotationParts,
): Promise<string | undefined> {
  const { spentAt, payload } = token;
  if (spentAt === undefined || !isWithin(refreshReuseMs, spentAt, now)) return undefined;
  if (payload.use === undefined || payload.use.jkt !== key) return undefined;
  const successor = successorValue(value, payload.use.salt, sealer);
  const stored = await findRefreshToken(successor, grants, now);
  return stored && stored.spentAt === undefined ? successor : undefined;
}

/** Either way: the other of two requests may have come first, and a clock that was set back makes no time longer. */
export const isWithin = (windowMs: number, one: number, other: number): boolean => Math.abs(one - other) < windowMs;
