import type { NewGrant } from '../../directory/grant.ts';
import { newHandle } from '../../directory/handle.ts';
import { accountId } from '../../directory/user.ts';
import { grantedResource } from '../issuers.ts';
import type { UserGrant } from '../jwt/user-access-token.ts';
import { grantExpiry, lifetimes, refreshTokenSeconds } from '../provider/lifetimes.ts';
import { grantKey } from './grant-key.ts';
import type { GrantPayload } from './refresh/check-grant.ts';
import { type RefreshTokenPayload, refreshTokenModel } from './refresh-token.ts';

interface Granted extends Pick<UserGrant, 'user' | 'clientId' | 'scopes' | 'authTime' | 'amr'> {
  /** The resources that the client has named. */
  readonly targets: readonly string[];
  /** The thumbprint of the key that the refresh token is bound to. */
  readonly jkt: string | undefined;
}

/** A grant that begins with a sign-in. */
export interface BegunGrant {
  readonly id: string;
  /** The value of the refresh token; undefined when there is none, because the person did not grant `offline_access`. */
  readonly refreshToken: string | undefined;
  readonly stored: NewGrant;
}

/**
 * A grant of a person and its first refresh token, as the protocol library would store them.
 *
 * @param gty the grant type through which it came.
 */
export function newGrant(
  { user, clientId, scopes, authTime, amr, targets, jkt }: Granted,
  gty: string,
  parts: { readonly externalUrl: string },
  now: number,
): BegunGrant {
  const id = newHandle(user.organizationId);
  const [resource, scope, iat] = [grantedResource(parts), scopes.join(' '), Math.floor(now / 1000)];
  const owner = { iat, accountId: accountId(user), clientId };
  const granted = { openid: { scope }, resources: { [resource]: scope }, epoch: user.tokenEpoch, targets };
  const grant: GrantPayload = { ...owner, kind: 'Grant', ...granted };
  const value = scopes.includes('offline_access') ? newHandle(user.organizationId) : undefined;
  const first: RefreshTokenPayload = {
    ...{ ...owner, kind: refreshTokenModel, grantId: id, gty, scope, resource, amr, authTime, rotations: 0 },
    ...(jkt !== undefined && { jkt }),
  };
  const refreshToken =
    value === undefined
      ? undefined
      : {
          id: grantKey(refreshTokenModel, value).id,
          payload: JSON.stringify(first),
          expiresAt: now + refreshTokenSeconds * 1000,
        };
  const expiresAt = refreshToken ? grantExpiry(now) : now + lifetimes.Grant * 1000;
  const stored = { user, clientId, grant: { id, payload: JSON.stringify(grant), expiresAt }, refreshToken };
  return { id, refreshToken: value, stored };
}
