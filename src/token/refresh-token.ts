import { randomBytes } from 'node:crypto';
import { type UserKey, userKeyOf } from '../directory/user.ts';
import type { GrantStore, StoredGrant } from './grant-store.ts';
import { refreshTokenSeconds } from './provider/lifetimes.ts';
import { storedId } from './stored-id.ts';

/** A refresh token as it lies in the store. Times are seconds since the epoch. */
export interface RefreshToken {
  /** Under which it is stored. */
  readonly id: string;
  readonly clientId: string;
  readonly user: UserKey;
  readonly grantId: string;
  readonly scope: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Whether it was used; each is good for one use. */
  readonly isSpent: boolean;
  readonly record: RefreshTokenRecord;
}

/** What is written down of a refresh token, in the form of the protocol library. */
interface RefreshTokenRecord {
  readonly accountId: string;
  readonly clientId: string;
  readonly scope: string;
  readonly iat: number;
  readonly resource?: string;
  /** When the person signed in. */
  readonly authTime?: number;
  readonly sessionUid?: string;
  readonly nonce?: string;
  /** The thumbprint of the key without which it is worth nothing. */
  readonly jkt?: string;
  /** The grants it came through, the first one first. */
  readonly gty?: string;
  readonly rotations?: number;
}

export const refreshTokenModel = 'RefreshToken';

/** The refresh token of that value, unless there is none or its time is over. */
export async function findRefreshToken(
  value: string,
  grants: Pick<GrantStore, 'find'>,
  now: number,
): Promise<RefreshToken | undefined> {
  const id = storedId(refreshTokenModel, value);
  const found = await grants.find(refreshTokenModel, id, now);
  if (!found) return undefined;
  const record = JSON.parse(found.payload) as RefreshTokenRecord;
  return {
    id,
    clientId: record.clientId,
    user: userKeyOf(record.accountId),
    grantId: found.grantId ?? '',
    scope: record.scope,
    issuedAt: record.iat,
    expiresAt: Math.floor((found.expiresAt ?? 0) / 1000),
    isSpent: found.consumedAt !== null,
    record,
  };
}

/** The refresh token that takes the place of a spent one, and what the client is to present next. */
export function successorOf(
  { grantId, record }: RefreshToken,
  now: number,
): { readonly value: string; readonly stored: StoredGrant & { readonly grantId: string } } {
  const value = randomBytes(32).toString('base64url');
  const { gty = '', rotations = 0 } = record;
  const successor: RefreshTokenRecord = {
    ...record,
    iat: Math.floor(now / 1000),
    gty: gty === '' || gty.endsWith('refresh_token') ? gty : `${gty} refresh_token`,
    rotations: rotations + 1,
  };
  const key = { model: refreshTokenModel, id: storedId(refreshTokenModel, value) };
  const { accountId, clientId } = record;
  const owner = { grantId, accountId, clientId, uid: null, userCode: null };
  const expiresAt = now + refreshTokenSeconds * 1000;
  return { value, stored: { ...key, ...owner, payload: JSON.stringify(successor), expiresAt } };
}
