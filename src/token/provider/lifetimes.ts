import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import { sessionMs } from '../browser/sessions.ts';
import { grantKey } from '../grant/grant-key.ts';
import type { GrantStore } from '../grant/grant-store.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';

const minutes = 60;
const days = 24 * 60 * minutes;

export const refreshTokenSeconds = 60 * days;

/** Until when a grant lives whose latest refresh token is made now: until the last access token from it has expired. */
export const grantExpiry = (now: number): number => now + (refreshTokenSeconds + accessTokenSeconds) * 1000;

/** How long what the library makes is good for, in seconds. */
export const lifetimes = {
  AccessToken: accessTokenSeconds,
  AuthorizationCode: 1 * minutes,
  DeviceCode: 10 * minutes,
  // Until the code is exchanged and the access token has expired; with refresh tokens it is prolonged.
  Grant: 10 * minutes + accessTokenSeconds,
  IdToken: accessTokenSeconds,
  // As long as a form may stay open.
  Interaction: days,
  RefreshToken: refreshTokenSeconds,
  Session: sessionMs / 1000,
};

/** A refresh token is for who asked for `offline_access`. The grant lives as long as the latest one. */
export function refreshTokens(grants: GrantStore, now: () => number) {
  return {
    issueRefreshToken: async (
      ctx: KoaContextWithOIDC,
      _client: Client,
      { scopes }: { readonly scopes: ReadonlySet<string> },
    ): Promise<boolean> => {
      if (!scopes.has('offline_access')) return false;
      await prolongGrant(grants, ctx, now());
      return true;
    },
  };
}

/** Lets the grant of the request live until a refresh token made now, and the last access token from it, have expired. */
export async function prolongGrant(grants: GrantStore, { oidc }: KoaContextWithOIDC, now: number): Promise<void> {
  const { jti } = oidc.entities.Grant ?? {};
  if (jti !== undefined) await grants.prolong(grantKey('Grant', jti), grantExpiry(now));
}
