import { handleOf } from '../../directory/handle.ts';
import type { Sealer } from '../../directory/sealer.ts';
import { type UserKey, userKeyOf } from '../../directory/user.ts';
import { refreshTokenSeconds } from '../provider/lifetimes.ts';
import { grantKey } from './grant-key.ts';
import type { GrantStore, StoredGrant } from './grant-store.ts';

/** A stored refresh token. Times are seconds since the epoch. */
export interface RefreshToken {
  /** The id under which it is stored. */
  readonly id: string;
  readonly clientId: string;
  readonly user: UserKey;
  readonly grantId: string;
  readonly scope: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** When it was used, in epoch milliseconds; each can be used once. */
  readonly spentAt: number | undefined;
  readonly payload: RefreshTokenPayload;
}

/** The payload of a stored refresh token, in the form of the protocol library. */
export interface RefreshTokenPayload {
  readonly accountId: string;
  readonly clientId: string;
  readonly scope: string;
  readonly iat: number;
  readonly kind?: typeof refreshTokenModel;
  readonly grantId?: string;
  readonly resource?: string;
  /** When the person signed in. */
  readonly authTime?: number;
  /** By what. */
  readonly amr?: readonly string[];
  readonly sessionUid?: string;
  readonly nonce?: string;
  /** The thumbprint of the key that it is bound to. */
  readonly jkt?: string;
  /** The grant types that it came through, the first one first. */
  readonly gty?: string;
  readonly rotations?: number;
  /** When the first one of the family was issued; undefined for that one. */
  readonly since?: number;
  /** How it was used. */
  readonly use?: RefreshTokenUse;
}

/** How a refresh token was used. A second use in the same way may be a repetition of the first. */
export interface RefreshTokenUse {
  /** The salt from which its successor is computed. */
  readonly salt: string;
  /** The thumbprint of the key of which the request had a proof, if it had one. */
  readonly jkt?: string | undefined;
}

export const refreshTokenModel = 'RefreshToken';

/** The refresh token of that value, unless there is none or it has expired. */
export async function findRefreshToken(
  value: string,
  grants: Pick<GrantStore, 'find'>,
  now: number,
): Promise<RefreshToken | undefined> {
  const found = await grants.find(grantKey(refreshTokenModel, value), now);
  if (!found) return undefined;
  const payload = JSON.parse(found.payload) as RefreshTokenPayload;
  return {
    id: found.id,
    clientId: payload.clientId,
    user: userKeyOf(payload.accountId),
    grantId: found.grantId ?? '',
    scope: payload.scope,
    issuedAt: payload.iat,
    expiresAt: Math.floor((found.expiresAt ?? 0) / 1000),
    spentAt: found.consumedAt ?? undefined,
    payload,
  };
}

/**
 * The value of the refresh token that the organization issues for a code or for another refresh token. It is computed and
 * stored nowhere, so that a client that repeats a request whose response was lost can be given the same one. Nobody can
 * compute it without what was presented, the installation key and the salt.
 */
export const successorValue = (
  organizationId: string,
  presented: string,
  salt: string,
  { sign }: Pick<Sealer, 'sign'>,
): string => handleOf(organizationId, sign(presented, `refresh-token ${salt}`));

/** When the whole family of the token ends, counted from its first token; in epoch milliseconds. */
export const familyEnd = ({ payload: { since, iat } }: RefreshToken, refreshMs: number): number =>
  (since ?? iat) * 1000 + refreshMs;

/** The successor of a spent refresh token, with that value. */
export function successorOf(
  { user: { organizationId }, grantId, payload }: RefreshToken,
  value: string,
  { now, endsAt }: { readonly now: number; readonly endsAt: number },
): StoredGrant & { readonly organizationId: string; readonly grantId: string } {
  const { gty = '', rotations = 0 } = payload;
  const successor: RefreshTokenPayload = {
    ...payload,
    iat: Math.floor(now / 1000),
    gty: gty === '' || gty.endsWith('refresh_token') ? gty : `${gty} refresh_token`,
    rotations: rotations + 1,
    since: payload.since ?? payload.iat,
  };
  const expiresAt = Math.min(now + refreshTokenSeconds * 1000, endsAt);
  const key = { ...grantKey(refreshTokenModel, value), organizationId };
  const { accountId, clientId } = payload;
  const owner = { grantId, accountId, clientId, uid: null, userCode: null };
  return { ...key, ...owner, payload: JSON.stringify(successor), expiresAt };
}
