import type Provider from 'oidc-provider';
import type { TokenEndpointGrantContext } from 'oidc-provider';
import { amrOf } from '../../directory/authentication.ts';
import type { Method } from '../../directory/factor.ts';
import type { User } from '../../directory/user.ts';
import type { GrantStore } from '../grant/grant-store.ts';
import { grantedResource } from '../issuers.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';
import { signIdToken } from '../jwt/id-token.ts';
import type { UserTokenParts } from '../jwt/user-access-token.ts';
import { toAccount } from './account.ts';
import { createGrant } from './consent.ts';
import type { LibraryRequest } from './library-request.ts';
import { prolongGrant } from './lifetimes.ts';

export interface PasswordTokenParts extends UserTokenParts {
  /** The URL under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly grants: GrantStore;
  readonly now: () => number;
}

/** A verified sign-in, and what it is allowed. */
interface VerifiedSignIn {
  readonly user: User;
  readonly signedInAt: number;
  readonly methods: readonly Method[];
  readonly scopes: readonly string[];
  /** The thumbprint of the key that the tokens are bound to. */
  readonly jkt: string | undefined;
}

/** Issues the tokens of the password grant, under a new grant: the response of the token endpoint. */
export async function issuePasswordTokens(
  provider: Provider,
  ctx: TokenEndpointGrantContext,
  parts: PasswordTokenParts,
  { user, signedInAt, methods, scopes, jkt }: VerifiedSignIn,
) {
  const { oidc } = ctx;
  const account = toAccount(user);
  const facts = {
    accountId: account.accountId,
    clientId: oidc.client.clientId,
    scopes,
    resource: grantedResource(parts),
    targets: (ctx.req as LibraryRequest).resources,
  };
  const grant = await createGrant(provider, { ...facts, epoch: user.tokenEpoch });
  oidc.entity('Account', account);
  oidc.entity('Grant', grant);
  const scope = scopes.join(' ');
  const source = { accountId: account.accountId, client: oidc.client, grantId: grant.jti, gty: 'password', scope };
  const authTime = Math.floor(signedInAt / 1000);
  const amr = amrOf(methods);
  const refreshToken = scopes.includes('offline_access')
    ? new provider.RefreshToken({ ...source, resource: grantedResource(parts), amr: [...amr], authTime, rotations: 0 })
    : undefined;
  const accessToken = new provider.AccessToken(source);
  if (jkt !== undefined) accessToken.setThumbprint('jkt', jkt);
  // A refresh token of a client with a secret is bound to that already (RFC 9449 section 5).
  if (refreshToken && jkt !== undefined && oidc.client.clientAuthMethod === 'none') refreshToken.jkt = jkt;
  if (refreshToken) oidc.entity('RefreshToken', refreshToken);
  if (refreshToken) await prolongGrant(parts.grants, ctx, parts.now());
  const access_token = await accessToken.save();
  const granted = { user, clientId: oidc.client.clientId, scopes, authTime, amr };
  return {
    access_token,
    ...(scopes.includes('openid') && {
      id_token: await signIdToken(granted, { accessToken: access_token }, parts, parts.now()),
    }),
    expires_in: accessTokenSeconds,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    scope: accessToken.scope,
    ...(refreshToken && { refresh_token: await refreshToken.save() }),
  };
}
