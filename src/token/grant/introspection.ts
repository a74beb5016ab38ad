import type { Application } from '../../directory/application.ts';
import { hostId } from '../../directory/organization.ts';
import type { Tables } from '../../directory/store.ts';
import { GatehouseError } from '../../errors.ts';
import { type Admitted, type AuthenticationParts, admit } from '../bearer/authenticate.ts';
import { aim } from '../jwt/audience.ts';
import { type GroupTables, groupClaims } from '../jwt/group-claims.ts';
import type { GrantStore } from './grant-store.ts';
import { findRefreshToken, type RefreshToken } from './refresh-token.ts';

export interface IntrospectionParts {
  readonly issuer: string;
  readonly directory: GroupTables & Pick<Tables, 'apiResources'>;
  readonly authentication: AuthenticationParts;
  readonly grants: GrantStore;
}

/** What is told of a token that does not hold, whatever the reason (RFC 7662 section 2.2). */
const inactive = { active: false } as const;

/**
 * What a token is worth at this moment: an access token, a refresh token or a personal access token. A client learns of
 * the tokens of its own organization only; one of the host of all, unless an installer has registered it.
 */
export async function introspect(
  text: string,
  client: Application,
  parts: IntrospectionParts,
  now: number,
): Promise<object> {
  const admitted = await admitIfHeld(text, parts, now);
  if (admitted) return isVisible(client, admitted.actor) ? await describe(admitted, parts) : inactive;
  const refresh = await findRefreshToken(text, parts.grants, now);
  if (!refresh || refresh.spentAt !== undefined || !isVisible(client, refresh.user)) return inactive;
  return await describeRefreshToken(refresh, parts);
}

async function admitIfHeld(text: string, parts: IntrospectionParts, now: number): Promise<Admitted | undefined> {
  try {
    return await admit(text, parts.authentication, now);
  } catch (error) {
    if (error instanceof GatehouseError && error.failure.code === 'Unauthenticated') return undefined;
    throw error;
  }
}

const isVisible = (client: Application, { organizationId }: { readonly organizationId: string }): boolean =>
  client.organizationId === organizationId || (client.organizationId === hostId && !client.isInstalled);

async function describe(admitted: Admitted, { issuer, directory }: IntrospectionParts): Promise<object> {
  const { actor } = admitted;
  return {
    active: true,
    scope: actor.scopes.join(' '),
    ...(admitted.kind === 'signed' ? signedFacts(admitted.token) : personalFacts(admitted.token)),
    sub: actor.id,
    ...(actor.type === 'user' ? { username: actor.name, ...(await groupClaims(directory, actor, actor.scopes)) } : {}),
    iss: admitted.kind === 'signed' ? admitted.token.issuer : issuer,
    aud:
      admitted.kind === 'signed'
        ? admitted.token.audience
        : (await aim(directory, actor.organizationId, actor.scopes)).audience,
    ...(admitted.kind === 'signed' ? typeFacts(admitted.token) : { token_type: 'Bearer' }),
    prt_id: actor.organizationId,
  };
}

type Of<Kind extends Admitted['kind']> = Extract<Admitted, { kind: Kind }>['token'];

/** A token of ours is valid from the moment it is issued. */
const signedFacts = ({ clientId, id, notBefore, expiresAt }: Of<'signed'>) => ({
  client_id: clientId,
  exp: expiresAt,
  iat: notBefore,
  nbf: notBefore,
  jti: id,
});

/** One that is bound to a key is worth nothing without its proof (RFC 9449 section 6.2). */
const typeFacts = ({ boundTo }: Of<'signed'>) =>
  boundTo === undefined ? { token_type: 'Bearer' } : { token_type: 'DPoP', cnf: { jkt: boundTo } };

const personalFacts = ({ createdAt, expiresAt }: Of<'personal'>) => ({
  exp: Math.floor(expiresAt / 1000),
  iat: Math.floor(createdAt / 1000),
  nbf: Math.floor(createdAt / 1000),
});

/** It lives as long as the user and the application do. */
async function describeRefreshToken(token: RefreshToken, parts: IntrospectionParts): Promise<object> {
  const { clientId, user: key, grantId } = token;
  const { callers } = parts.authentication;
  const user = await callers.findUser(key, { clientId, tokenId: grantId, grantId });
  if (!user?.isActive || !user.isOrganizationActive || !user.isClientActive || user.isRevoked) return inactive;
  return {
    active: true,
    scope: token.scope,
    client_id: clientId,
    exp: token.expiresAt,
    iat: token.issuedAt,
    nbf: token.issuedAt,
    sub: user.id,
    username: user.userName,
    iss: parts.issuer,
    // No API takes it: whoever introspects what they were presented as an access token must see that it is none.
    token_type: 'refresh_token',
    prt_id: user.organizationId,
  };
}
