import type Provider from 'oidc-provider';
import { errors, type TokenEndpointGrantContext } from 'oidc-provider';
import { accountId, type User } from '../../directory/user.ts';
import { GatehouseError } from '../../errors.ts';
import type { SignInRequest, SignInResult } from '../../password/sign-in.ts';
import { accessTokenSeconds } from '../access-token.ts';
import { identityClaims } from '../claims.ts';
import type { GrantStore } from '../grant-store.ts';
import type { UserAccount } from './account.ts';
import { registrationOf } from './client.ts';
import { newGrant } from './consent.ts';
import type { FrontRequest } from './front-request.ts';
import { prolongGrant } from './lifetimes.ts';
import { isOfHost } from './organization-choice.ts';
import { requireUserScopes } from './user-scopes.ts';

/** Verifies a name and password. */
export type SignIn = (request: SignInRequest) => Promise<SignInResult>;

interface Parts {
  readonly issuer: string;
  readonly signIn: SignIn;
  readonly grants: GrantStore;
  readonly now: () => number;
}

interface Signed {
  readonly user: User;
  readonly signedInAt: number;
  readonly scopes: readonly string[];
}

/**
 * The password grant (RFC 6749 section 4.3), for applications of the house only: whoever uses it sees the passwords of
 * people. What follows is what follows a code.
 */
export function passwordGrant(provider: Provider, parts: Parts) {
  return async (ctx: TokenEndpointGrantContext): Promise<void> => {
    const { client, params } = ctx.oidc;
    const { application, scopes: registered } = registrationOf(client);
    if (!application.isFirstParty) throw new errors.UnauthorizedClient('The grant password is not for this client.');
    const { username, password, scope } = params as Readonly<Record<string, string | undefined>>;
    if (!username || !password) throw new errors.InvalidRequest('username and password are needed.');
    const scopes = requireUserScopes(registered, scope);
    const result = await parts
      .signIn({
        organization: isOfHost(application) ? 'default' : { named: application.organizationId },
        userNameOrEmail: username,
        password,
        channel: 'passwordGrant',
        ...callerOf(ctx),
      })
      .catch(refuseWhenBusy);
    if (result.outcome !== 'signedIn') throw wrongCredentials();
    const { user, signedInAt } = result;
    ctx.body = await issue(provider, ctx, parts, { user, signedInAt, scopes });
  };
}

/** The library would keep the reason to itself; clients know this one, whatever it was. */
const wrongCredentials = () =>
  Object.assign(new errors.InvalidGrant('wrong credentials'), { error_description: 'invalid_username_or_password' });

function callerOf(
  ctx: TokenEndpointGrantContext,
): Pick<SignInRequest, 'traceId' | 'clientIp' | 'browserInfo' | 'signal'> {
  const { traceId, clientIp, userAgent } = ctx.req as FrontRequest;
  const hangUp = new AbortController();
  ctx.res.once('close', () => hangUp.abort());
  return { traceId: traceId ?? '', clientIp: clientIp ?? '', browserInfo: userAgent, signal: hangUp.signal };
}

/** The answer of RFC 6749 for a server that is too busy; only the authorization endpoint has one of its own. */
function refuseWhenBusy(error: unknown): never {
  if (error instanceof GatehouseError && error.failure.code === 'Overloaded') {
    throw new errors.TemporarilyUnavailable('The server is busy. Try again.');
  }
  throw error;
}

async function issue(
  provider: Provider,
  ctx: TokenEndpointGrantContext,
  parts: Parts,
  { user, signedInAt, scopes }: Signed,
) {
  const { oidc } = ctx;
  const account: UserAccount = {
    accountId: accountId(user),
    user,
    claims: async () => ({ sub: user.id, ...identityClaims(user) }),
  };
  const facts = { accountId: account.accountId, clientId: oidc.client.clientId, scopes, resource: parts.issuer };
  const grant = await newGrant(provider, { ...facts, epoch: user.tokenEpoch });
  oidc.entity('Account', account);
  oidc.entity('Grant', grant);
  const scope = scopes.join(' ');
  const source = { accountId: account.accountId, client: oidc.client, grantId: grant.jti, gty: 'password', scope };
  const authTime = Math.floor(signedInAt / 1000);
  const refreshToken = scopes.includes('offline_access')
    ? new provider.RefreshToken({ ...source, resource: parts.issuer, amr: ['pwd'], authTime, rotations: 0 })
    : undefined;
  if (refreshToken) oidc.entity('RefreshToken', refreshToken);
  if (refreshToken) await prolongGrant(parts.grants, ctx, parts.now());
  return {
    access_token: await new provider.AccessToken(source).save(),
    expires_in: accessTokenSeconds,
    token_type: 'Bearer',
    scope,
    ...(refreshToken ? { refresh_token: await refreshToken.save() } : {}),
  };
}
