import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import { sessionMs } from '../browser/session-payload.ts';
import { grantKey } from '../grant/grant-key.ts';
import type { GrantStore } from '../grant/grant-store.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';

const minutes = 60;
const days = 24 * 60 * minutes;

export const refreshTokenSeconds = 60 * days;

/** When a grant expires whose latest refresh token is issued at `now`: with the last access token from that. */
export const grantExpiry = (now: number): number => now + (refreshTokenSeconds + accessTokenSeconds) * 1000;

/**
 * Until when a grant is to be extended that expires at `expiresAt`, for a refresh token that is issued at `now`: a day longer
 * than needed, so that it does not have to be written again with each of them. Undefined when it lives long enough.
 */
export const prolongedGrant = (expiresAt: number, now: number): number | undefined =>
  expiresAt < grantExpiry(now) ? grantExpiry(now) + days * 1000 : undefined;

/** How long what the library issues is valid, in seconds. */
export const lifetimes = {
  AccessToken: accessTokenSeconds,
  AuthorizationCode: 1 * minutes,
  DeviceCode: 10 * minutes,
  // Until the code is exchanged and the access token has expired; refresh tokens extend it.
  Grant: 10 * minutes + accessTokenSeconds,
  IdToken: accessTokenSeconds,
  // As long as a form may stay open.
  Interaction: days,
  RefreshToken: refreshTokenSeconds,
  Session: sessionMs / 1000,
};

/** Refresh tokens are issued for the scope `offline_access`. The grant lives as long as the latest one. */
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

/** Extends the grant until a refresh token issued at `now`, and the last access token from it, have expired. */
async function prolongGrant(grants: GrantStore, { oidc }: KoaContextWithOIDC, now: number): Promise<void> {
  const { jti } = oidc.entities.Grant ?? {};
  if (jti !== undefined) await grants.prolong(grantKey('Grant', jti), grantExpiry(now));
}
