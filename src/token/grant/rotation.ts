import { randomUUID } from 'node:crypto';
import { organizationIn } from '../../directory/handle.ts';
import type { Sealer } from '../../directory/sealer.ts';
import { prolongedGrant } from '../provider/lifetimes.ts';
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
  /** How long an answered request may be repeated; 0 for not at all. */
  readonly refreshReuseMs: number;
  /** How long a family of refresh tokens lives, however often they are rotated. */
  readonly refreshMs: number;
}

export interface Rotation {
  readonly token: RefreshToken;
  /** As it was presented. */
  readonly value: string;
  /** The thumbprint of the key of which the request has a proof, if it has one. */
  readonly key: string | undefined;
  readonly now: number;
}

/**
 * Spends a refresh token and stores its successor. Requests that do it at the same time all get the same successor.
 *
 * @param grantExpiresAt when the grant of the token expires, unless it is extended here.
 * @returns the value of the successor; undefined when the token was spent before and this is not a repetition of that.
 */
export async function rotateRefreshToken(
  renewal: Rotation,
  grantExpiresAt: number,
  parts: RotationParts,
): Promise<string | undefined> {
  const { token, value, key, now } = renewal;
  const use: RefreshTokenUse = { salt: randomUUID(), jkt: key };
  const successor = successorValue(token.user.organizationId, value, use.salt, parts.sealer);
  const spent = { model: refreshTokenModel, id: token.id, payload: JSON.stringify({ ...token.payload, use }) };
  const next = successorOf(token, successor, { now, endsAt: familyEnd(token, parts.refreshMs) });
  if (await parts.grants.rotate(spent, next, prolongedGrant(grantExpiresAt, now), now)) return successor;
  const current = await findRefreshToken(value, parts.grants, now);
  return current && (await findRotationResult({ ...renewal, token: current }, parts));
}

/**
 * The successor that the client was given for a spent token, when the response may have been lost: for a short time, with
 * the same key, and until the successor is used, which shows that the response arrived.
 */
export async function findRotationResult(
  { token, value, key, now }: Rotation,
  { grants, sealer, refreshReuseMs }: RotationParts,
): Promise<string | undefined> {
  const { spentAt, payload } = token;
  if (spentAt === undefined || !isWithin(refreshReuseMs, spentAt, now)) return undefined;
  if (payload.use === undefined || payload.use.jkt !== key) return undefined;
  const successor = successorValue(token.user.organizationId, value, payload.use.salt, sealer);
  // An earlier version, which spent one just before the upgrade, gave a successor that names no organization either.
  const unnamed = organizationIn(value) === undefined ? [successor.slice(successor.indexOf('.') + 1)] : [];
  for (const given of [successor, ...unnamed]) {
    const stored = await findRefreshToken(given, grants, now);
    if (!stored || stored.spentAt !== undefined) continue;
    await grants.flush(); // The request that is repeated may still wait for the disk, or have waited in vain.
    return given;
  }
  return undefined;
}

/** In both directions: either of two requests may have come first, and a clock that was set back must not lengthen the time. */
export const isWithin = (windowMs: number, one: number, other: number): boolean => Math.abs(one - other) < windowMs;
