import type { Application } from '../../directory/application.ts';
import { hostId } from '../../directory/organization.ts';
import { scopeNames } from '../../directory/scope.ts';
import type { Tables } from '../../directory/store.ts';
import { GatehouseError } from '../../errors.ts';
import {
  type AuthenticatedToken,
  type AuthenticationParts,
  authenticateToken,
  withoutLostScopes,
} from '../bearer/authenticate.ts';
import { isSwitchedOff } from '../client/command-line.ts';
import { resolveTokenTarget } from '../jwt/audience.ts';
import { strongSignIn } from '../jwt/claims.ts';
import { type GroupTables, groupClaims } from '../jwt/group-claims.ts';
import type { GrantStore } from './grant-store.ts';
import { findRefreshToken, type RefreshToken } from './refresh-token.ts';

export interface IntrospectionParts {
  readonly issuer: string;
  readonly directory: GroupTables & Pick<Tables, 'apiResources' | 'settings'>;
  readonly authentication: AuthenticationParts;
  readonly grants: GrantStore;
}

/** The answer about a token that is not active, whatever the reason (RFC 7662 section 2.2). */
const inactive = { active: false } as const;

/**
 * Describes a token as it is at this moment: an access token, a refresh token or a personal access token. A client sees
 * the tokens of its own organization only; one of the host sees all, unless an installer has registered it.
 */
export async function introspect(
  text: string,
  client: Application,
  parts: IntrospectionParts,
  now: number,
): Promise<object> {
  const authenticated = await authenticateIfActive(text, parts, now);
  if (authenticated)
    return isVisible(client, authenticated.actor) ? await describeAccessToken(authenticated, parts) : inactive;
  const refresh = await findRefreshToken(text, parts.grants, now);
  if (!refresh || refresh.spentAt !== undefined || !isVisible(client, refresh.user)) return inactive;
  return await describeRefreshToken(refresh, parts);
}

async function authenticateIfActive(
  text: string,
  parts: IntrospectionParts,
  now: number,
): Promise<AuthenticatedToken | undefined> {
  try {
    return await authenticateToken(text, parts.authentication, now);
  } catch (error) {
    if (error instanceof GatehouseError && error.failure.code === 'Unauthenticated') return undefined;
    throw error;
  }
}

const isVisible = (client: Application, { organizationId }: { readonly organizationId: string }): boolean =>
  client.organizationId === organizationId || (client.organizationId === hostId && !client.isInstalled);

async function describeAccessToken(
  authenticated: AuthenticatedToken,
  { issuer, directory }: IntrospectionParts,
): Promise<object> {
  const { actor } = authenticated;
  return {
    active: true,
    scope: actor.scopes.join(' '),
    ...(authenticated.kind === 'signed'
      ? signedTokenClaims(authenticated.token)
      : personalTokenClaims(authenticated.token)),
    sub: actor.id,
    ...(actor.type === 'user' ? { username: actor.name, ...(await groupClaims(directory, actor, actor.scopes)) } : {}),
    iss: authenticated.kind === 'signed' ? authenticated.token.issuer : issuer,
    aud:
      authenticated.kind === 'signed'
        ? authenticated.token.audience
        : (await resolveTokenTarget(directory, actor.organizationId, actor.scopes)).audience,
    ...(authenticated.kind === 'signed' ? tokenTypeClaims(authenticated.token) : { token_type: 'Bearer' }),
    prt_id: actor.organizationId,
  };
}

type TokenOfKind<Kind extends AuthenticatedToken['kind']> = Extract<AuthenticatedToken, { kind: Kind }>['token'];

/** A token of ours is valid from the moment it is issued. */
const signedTokenClaims = ({ clientId, id, notBefore, expiresAt, authTime, amr }: TokenOfKind<'signed'>) => ({
  client_id: clientId,
  exp: expiresAt,
  iat: notBefore,
  nbf: notBefore,
  jti: id,
  ...strongSignIn(authTime, amr),
});

/** A token that is bound to a key needs a proof of it (RFC 9449 section 6.2). */
const tokenTypeClaims = ({ boundTo }: TokenOfKind<'signed'>) =>
  boundTo === undefined ? { token_type: 'Bearer' } : { token_type: 'DPoP', cnf: { jkt: boundTo } };

const personalTokenClaims = ({ createdAt, expiresAt, amr }: TokenOfKind<'personal'>) => ({
  exp: Math.floor(expiresAt / 1000),
  iat: Math.floor(createdAt / 1000),
  nbf: Math.floor(createdAt / 1000),
  ...strongSignIn(Math.floor(createdAt / 1000), amr),
});

/** It is active as long as the user and the application are, and the organization lets its people use that. */
async function describeRefreshToken(token: RefreshToken, parts: IntrospectionParts): Promise<object> {
  const { clientId, user: key, grantId } = token;
  const { callers } = parts.authentication;
  const user = await callers.findUser(key, { clientId, tokenId: grantId, grantId });
  if (!user?.isActive || !user.isOrganizationActive || !user.isClientActive || user.isRevoked) return inactive;
  if (await isSwitchedOff(parts.directory.settings, { id: clientId }, user.organizationId)) return inactive;
  return {
    active: true,
    scope: withoutLostScopes(scopeNames(token.scope), user).join(' '),
    client_id: clientId,
    exp: token.expiresAt,
    iat: token.issuedAt,
    nbf: token.issuedAt,
    sub: user.id,
    username: user.userName,
    iss: parts.issuer,
    // An API that was presented one must see that it is no access token.
    token_type: 'refresh_token',
    prt_id: user.organizationId,
    ...strongSignIn(token.payload.authTime ?? token.issuedAt, token.payload.amr),
  };
}
