import type Provider from 'oidc-provider';
import { errors, type TokenEndpointGrantContext } from 'oidc-provider';
import type { Application } from '../../directory/application.ts';
import type { Organizations } from '../../directory/organization.ts';
import type { Tables } from '../../directory/store.ts';
import { accountId, type User } from '../../directory/user.ts';
import { GatehouseError } from '../../errors.ts';
import type { SignInResult } from '../../password/sign-in.ts';
import type { SignInRealm } from '../../password/sign-in-account.ts';
import type { SignInRequest } from '../../password/sign-in-request.ts';
import { isSwitchedOff } from '../client/command-line.ts';
import { keyOf } from '../dpop/sent-proof.ts';
import { busy } from '../endpoints/answer.ts';
import type { GrantStore } from '../grant/grant-store.ts';
import { grantedResource } from '../issuers.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';
import { aim } from '../jwt/audience.ts';
import { identityClaims } from '../jwt/claims.ts';
import { signIdToken } from '../jwt/id-token.ts';
import type { UserTokenParts } from '../jwt/user-access-token.ts';
import type { UserAccount } from './account.ts';
import { registrationOf } from './client.ts';
import { createGrant } from './consent.ts';
import type { LibraryRequest } from './library-request.ts';
import { prolongGrant } from './lifetimes.ts';
import { isOfHost, namedOrganization, servesOrganization } from './organization-choice.ts';
import { requireUserScopes } from './user-scopes.ts';

/** Verifies a name and password. */
export type SignIn = (request: SignInRequest) => Promise<SignInResult>;

interface PasswordGrantParts extends UserTokenParts {
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly signIn: SignIn;
  readonly grants: GrantStore;
  readonly directory: UserTokenParts['directory'] & Pick<Tables, 'organizations' | 'settings'>;
  readonly now: () => number;
}

/** A verified sign-in, and what it is allowed. */
interface VerifiedSignIn {
  readonly user: User;
  readonly signedInAt: number;
  readonly scopes: readonly string[];
  /** The thumbprint of the key that the tokens are bound to. */
  readonly jkt: string | undefined;
}

/**
 * The password grant (RFC 6749 section 4.3), for first-party applications only, because the application sees the password.
 * The tokens are the same as after an authorization code.
 */
export function passwordGrant(provider: Provider, parts: PasswordGrantParts) {
  return async (ctx: TokenEndpointGrantContext): Promise<void> => {
    const { client, params } = ctx.oidc;
    const registration = registrationOf(client);
    const { application } = registration;
    if (!application.isFirstParty) throw new errors.UnauthorizedClient('The grant password is not for this client.');
    const { username, password, scope, acr_values } = params as Readonly<Record<string, string | undefined>>;
    if (!username || !password) throw new errors.InvalidRequest('username and password are needed.');
    const scopes = requireUserScopes(registration, scope);
    const place = await placeOf(ctx, acr_values, application, parts.directory.organizations);
    const result = await parts
      .signIn({
        organization: place,
        userNameOrEmail: username,
        password,
        channel: 'passwordGrant',
        application: client.clientAuthMethod === 'none' ? undefined : client.clientId,
        ...signInContext(ctx),
      })
      .catch((error: unknown) => refuseWhenBusy(ctx, error));
    if (result.outcome !== 'signedIn') throw wrongCredentials();
    const { user, signedInAt } = result;
    if (await isSwitchedOff(parts.directory.settings, application, user.organizationId)) {
      throw new errors.UnauthorizedClient('The organization does not allow this application.');
    }
    // After the sign-in: a proof is stored, and a caller who has not signed in must leave nothing in the store.
    await aim(parts.directory, user.organizationId, scopes, { asked: (ctx.req as LibraryRequest).resources });
    const jkt = await keyOf(ctx.req as LibraryRequest, parts);
    ctx.body = await issueTokens(provider, ctx, parts, { user, signedInAt, scopes, jkt });
  };
}

/**
 * The organization in which the person is looked for: the one that `acr_values` names, or else the URL, or else the default
 * one. An application that is not of the host only serves its own organization.
 */
async function placeOf(
  { req }: TokenEndpointGrantContext,
  acrValues: string | undefined,
  application: Application,
  organizations: Organizations,
): Promise<SignInRealm> {
  const named = namedOrganization(acrValues) ?? (req as LibraryRequest).organizationId;
  if (named === undefined) return isOfHost(application) ? 'default' : { named: application.organizationId };
  const organization = await organizations.find(named);
  if (organization && servesOrganization(application, organization.id)) return { named: organization.id };
  throw wrongCredentials();
}

/** The library would not tell the reason; clients of the original know this one, for every reason. */
const wrongCredentials = () =>
  Object.assign(new errors.InvalidGrant('wrong credentials'), { error_description: 'invalid_username_or_password' });

function signInContext(
  ctx: TokenEndpointGrantContext,
): Pick<SignInRequest, 'traceId' | 'clientIp' | 'browserInfo' | 'signal'> {
  const { traceId, clientIp, userAgent } = ctx.req as LibraryRequest;
  const hangUp = new AbortController();
  ctx.res.once('close', () => hangUp.abort());
  return { traceId: traceId ?? '', clientIp: clientIp ?? '', browserInfo: userAgent, signal: hangUp.signal };
}

function refuseWhenBusy(ctx: TokenEndpointGrantContext, error: unknown): never {
  if (!(error instanceof GatehouseError)) throw error;
  const { failure } = error;
  if (failure.code !== 'Overloaded' && failure.code !== 'TooManyRequests') throw error;
  const { status: statusCode, body } = busy[failure.code];
  ctx.set('retry-after', String(failure.retryAfterSeconds));
  throw Object.assign(new errors.TemporarilyUnavailable(body.error_description), { statusCode });
}

async function issueTokens(
  provider: Provider,
  ctx: TokenEndpointGrantContext,
  parts: PasswordGrantParts,
  { user, signedInAt, scopes, jkt }: VerifiedSignIn,
) {
  const { oidc } = ctx;
  const account: UserAccount = {
    accountId: accountId(user),
    user,
    claims: async () => ({ sub: user.id, ...identityClaims(user) }),
  };
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
  const refreshToken = scopes.includes('offline_access')
    ? new provider.RefreshToken({ ...source, resource: grantedResource(parts), amr: ['pwd'], authTime, rotations: 0 })
    : undefined;
  const accessToken = new provider.AccessToken(source);
  if (jkt !== undefined) accessToken.setThumbprint('jkt', jkt);
  // One of a client with a secret is bound to that already (RFC 9449 section 5).
  if (refreshToken && jkt !== undefined && oidc.client.clientAuthMethod === 'none') refreshToken.jkt = jkt;
  if (refreshToken) oidc.entity('RefreshToken', refreshToken);
  if (refreshToken) await prolongGrant(parts.grants, ctx, parts.now());
  const access_token = await accessToken.save();
  const granted = { user, clientId: oidc.client.clientId, scopes, authTime };
  return {
    access_token,
    ...(scopes.includes('openid')
      ? { id_token: await signIdToken(granted, { accessToken: access_token }, parts, parts.now()) }
      : {}),
    expires_in: accessTokenSeconds,
    token_type: jkt === undefined ? 'Bearer' : 'DPoP',
    scope: accessToken.scope,
    ...(refreshToken ? { refresh_token: await refreshToken.save() } : {}),
  };
}
