import type Provider from 'oidc-provider';
import type { TokenEndpointGrantContext } from 'oidc-provider';
import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Application } from '../../directory/application.ts';
import { isMultiFactor } from '../../directory/factor.ts';
import type { Organizations } from '../../directory/organization.ts';
import type { Tables } from '../../directory/store.ts';
import { GatehouseError } from '../../errors.ts';
import type { SignInResult } from '../../password/sign-in.ts';
import type { SignInRealm } from '../../password/sign-in-account.ts';
import type { SignInRequest } from '../../password/sign-in-request.ts';
import { isSwitchedOff } from '../client/command-line.ts';
import { verifySentProof } from '../dpop/request-proof.ts';
import { busyResponses } from '../endpoints/response.ts';
import { resolveTokenTarget } from '../jwt/audience.ts';
import { registrationOf } from './client.ts';
import type { LibraryRequest } from './library-request.ts';
import { isOfHost, readAcrValues, servesOrganization } from './organization-choice.ts';
import { issuePasswordTokens, type PasswordTokenParts } from './password-tokens.ts';
import { requireUserScopes } from './user-scopes.ts';

/** Verifies a name and password, and the code of a person who has a second factor. */
export type SignIn = (request: SignInRequest & { readonly code?: string | undefined }) => Promise<SignInResult>;

interface PasswordGrantParts extends PasswordTokenParts {
  readonly signIn: SignIn;
  readonly directory: PasswordTokenParts['directory'] & Pick<Tables, 'organizations' | 'settings'>;
}

/**
 * The password grant (RFC 6749 section 4.3), for first-party applications only, because the application sees the password.
 * The tokens are the same as after an authorization code. A person with a second factor sends a code as `otp`.
 */
export function passwordGrant(provider: Provider, parts: PasswordGrantParts) {
  return async (ctx: TokenEndpointGrantContext): Promise<void> => {
    const { client, params } = ctx.oidc;
    const registration = registrationOf(client);
    const { application } = registration;
    if (!application.isFirstParty) throw new errors.UnauthorizedClient('The grant password is not for this client.');
    const { username, password, otp, scope, acr_values } = params as Readonly<Record<string, string | undefined>>;
    if (!username || !password) throw new errors.InvalidRequest('username and password are needed.');
    const scopes = requireUserScopes(registration, scope);
    const asksSecondFactor = readAcrValues(acr_values).strength !== undefined;
    const realm = await findSignInRealm(ctx, acr_values, application, parts.directory.organizations);
    const result = await parts
      .signIn({
        organization: realm,
        userNameOrEmail: username,
        password,
        code: otp,
        asksSecondFactor,
        channel: 'passwordGrant',
        application: client.clientAuthMethod === 'none' ? undefined : client.clientId,
        ...signInContext(ctx),
      })
      .catch((error: unknown) => refuseWhenBusy(ctx, error));
    if (result.outcome === 'halfway') throw secondFactorRequired();
    if (result.outcome !== 'signedIn') throw wrongCredentials();
    const { user, signedInAt, methods } = result;
    if (asksSecondFactor && !isMultiFactor(methods)) throw secondFactorRequired();
    if (await isSwitchedOff(parts.directory.settings, application, user.organizationId)) {
      throw new errors.UnauthorizedClient('The organization does not allow this application.');
    }
    // After the sign-in: a proof is stored, and a caller who has not signed in must leave nothing in the store.
    await resolveTokenTarget(parts.directory, user.organizationId, scopes, {
      asked: (ctx.req as LibraryRequest).resources,
    });
    const jkt = await verifySentProof(ctx.req as LibraryRequest, parts);
    ctx.body = await issuePasswordTokens(provider, ctx, parts, { user, signedInAt, methods, scopes, jkt });
  };
}

/**
 * The organization in which the person is looked for: the one that `acr_values` names, or else the URL, or else the default
 * one. An application that is not of the host only serves its own organization.
 */
async function findSignInRealm(
  { req }: TokenEndpointGrantContext,
  acrValues: string | undefined,
  application: Application,
  organizations: Organizations,
): Promise<SignInRealm> {
  const named = readAcrValues(acrValues).named ?? (req as LibraryRequest).organizationId;
  if (named === undefined) return isOfHost(application) ? 'default' : { named: application.organizationId };
  const organization = await organizations.find(named);
  if (organization && servesOrganization(application, organization.id)) return { named: organization.id };
  throw wrongCredentials();
}

/** The library would not tell the reason; clients of the original know this one, for every reason. */
const wrongCredentials = () =>
  Object.assign(new errors.InvalidGrant('wrong credentials'), { error_description: 'invalid_username_or_password' });

/** Whoever is told so knows the password: the application asks for a code, and sends it as `otp` with the password. */
const secondFactorRequired = () =>
  Object.assign(new errors.InvalidGrant('a second factor is needed'), { error_description: 'second_factor_required' });

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
  const { status: statusCode, body } = busyResponses[failure.code];
  ctx.set('retry-after', String(failure.retryAfterSeconds));
  throw Object.assign(new errors.TemporarilyUnavailable(body.error_description), { statusCode });
}
