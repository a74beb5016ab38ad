import { type UserKey, userKeyOf } from '../directory/user.ts';
import type { GrantStore } from './grant-store.ts';
import { storedId } from './stored-id.ts';

/** A refresh token as the protocol library left it in the store. Times are seconds since the epoch. */
export interface RefreshToken {
  readonly clientId: string;
  readonly user: UserKey;
  readonly grantId: string;
  readonly scope: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
  /** Whether it was used; each is good for one use. */
  readonly isSpent: boolean;
}

const model = 'RefreshToken';

/** The refresh token of that value, unless there is none or its time is over. */
export async function findRefreshToken(
  value: string,
  grants: Pick<GrantStore, 'find'>,
  now: number,
): Promise<RefreshToken | undefined> {
  const found = await grants.find(model, storedId(model, value), now);
  if (!found) return undefined;
  const payload = JSON.parse(found.payload) as Record<'accountId' | 'clientId' | 'scope', string | undefined> & {
    readonly iat: number;
  };
  return {
    clientId: payload.clientId ?? '',
    user: userKeyOf(payload.accountId ?? ''),
    grantId: found.grantId ?? '',
    scope: payload.scope ?? '',
    issuedAt: payload.iat,
    expiresAt: Math.floor((found.expiresAt ?? 0) / 1000),
    isSpent: found.consumedAt !== null,
  };
}
