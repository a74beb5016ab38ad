import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Application } from '../../directory/application.ts';
import { amrOf } from '../../directory/authentication.ts';
import { isMultiFactor } from '../../directory/factor.ts';
import type { NewGrant } from '../../directory/grant.ts';
import type { Organizations } from '../../directory/organization.ts';
import type { Tables } from '../../directory/store.ts';
import type { SignInResult } from '../../password/sign-in.ts';
import type { SignInRequest, WholeSignIn } from '../../password/sign-in-request.ts';
import { isSwitchedOff } from '../client/command-line.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';
import { resolveTokenTarget, type TokenTarget } from '../jwt/audience.ts';
import type { UserTokenParts } from '../jwt/user-access-token.ts';
import { signUserTokens } from '../jwt/user-tokens.ts';
import type { Registration } from '../provider/client.ts';
import { isOfHost, readAcrValues, servesOrganization } from '../provider/organization-choice.ts';
import { requireUserScopes } from '../provider/user-scopes.ts';
import type { GrantStore } from './grant-store.ts';
import { newGrant } from './new-grant.ts';
import { requireScopeSyntax } from './refresh/check-scope.ts';

/** Verifies a name and password, and the code of a person who has a second factor. */
export type SignIn = (request: SignInRequest & { readonly code?: string | undefined }) => Promise<SignInResult>;

export interface PasswordGrantParts extends UserTokenParts {
  readonly signIn: SignIn;
  readonly directory: UserTokenParts['directory'] & Pick<Tables, 'organizations' | 'settings'>;
  readonly grants: Pick<GrantStore, 'beginGrant'>;
  /** The URL under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
  readonly now: () => number;
}

/** The parameters of the request, and where it came from. */
export interface PasswordGrantRequest extends Pick<SignInRequest, 'traceId' | 'clientIp' | 'browserInfo' | 'signal'> {
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** A code of the person's app, or a recovery code. */
  readonly otp: string | undefined;
  readonly scope: string | undefined;
  readonly acrValues: string | undefined;
  readonly resources: readonly string[];
  /** The organization that the URL names. */
  readonly organizationId: string | undefined;
  /** Verifies the request's proof of a key, and returns the thumbprint; undefined when it has none. */
  readonly provenKey: (() => Promise<string | undefined>) | undefined;
}

/**
 * The password grant (RFC 6749 section 4.3) for an authenticated client: for first-party applications only, because the
 * application sees the password. The tokens are the same as after an authorization code. A person with a second factor sends
 * a code as `otp`. The sign-in and what is granted by it are committed together, unless something may stand between them.
 *
 * @throws OIDCProviderError; GatehouseError Overloaded, TooManyRequests or Cancelled.
 */
export async function grantByPassword(
  request: PasswordGrantRequest,
  client: Registration,
  parts: PasswordGrantParts,
): Promise<object> {
  const { application } = client;
  const { provenKey, resources, traceId, clientIp, browserInfo, signal } = request;
  const { username, password, scopes, asksSecondFactor } = readRequest(request, client);
  const { realm, organizationId } = await findPlace(request, application, parts.directory.organizations);
  // A caller who has not signed in is not told what stands in the way.
  const [target] = await Promise.allSettled([targetIn(organizationId, application, scopes, resources, parts)]);
  const isFree = target.status === 'fulfilled' && !asksSecondFactor && !provenKey;
  let issued: Issued | undefined;
  const result = await parts.signIn({
    organization: realm,
    ...{ userNameOrEmail: username, password, code: request.otp, asksSecondFactor, channel: 'passwordGrant' },
    application: application.isConfidential ? application.id : undefined,
    ...{ traceId, clientIp, browserInfo, signal },
    ...(isFree && {
      alongside: async (tables: Tables, signedIn: WholeSignIn) => {
        // Anew each time: where two share a name, it may be about the other one.
        issued = issue(signedIn, { application, scopes, resources, target: target.value }, parts);
        await tables.grants.beginGrant(issued.stored);
      },
    }),
  });
  if (result.outcome === 'halfway') throw secondFactorRequired();
  if (result.outcome !== 'signedIn') throw wrongCredentials();
  if (issued) return await responseOf(issued);
  if (asksSecondFactor && !isMultiFactor(result.methods)) throw secondFactorRequired();
  if (target.status === 'rejected') throw target.reason;
  // After the sign-in: a proof is stored, and a caller who has not signed in must leave nothing in the store.
  const jkt = await provenKey?.();
  const late = issue(
    { ...result, at: result.signedInAt },
    { application, scopes, resources, target: target.value, jkt },
    parts,
  );
  await parts.grants.beginGrant(late.stored);
  return await responseOf(late);
}

/** @throws OIDCProviderError. */
function readRequest({ username, password, scope, acrValues }: PasswordGrantRequest, client: Registration) {
  if (scope !== undefined) requireScopeSyntax(scope);
  if (!client.application.isFirstParty)
    throw new errors.UnauthorizedClient('The grant password is not for this client.');
  if (!username || !password) throw new errors.InvalidRequest('username and password are needed.');
  const scopes = requireUserScopes(client, scope);
  return { username, password, scopes, asksSecondFactor: readAcrValues(acrValues).strength !== undefined };
}

/** Where the person is looked for, and which organization that is. */
interface Place {
  readonly realm: SignInRequest['organization'];
  readonly organizationId: string;
}

/**
 * The organization in which the person is looked for: the one that `acr_values` names, or else the URL, or else the default
 * one. An application that is not of the host only serves its own organization.
 *
 * @throws InvalidGrant.
 */
async function findPlace(
  { acrValues, organizationId }: PasswordGrantRequest,
  application: Application,
  organizations: Organizations,
): Promise<Place> {
  const named = readAcrValues(acrValues).named ?? organizationId;
  const own = { realm: { named: application.organizationId }, organizationId: application.organizationId };
  if (named === undefined && !isOfHost(application)) return own;
  if (named === undefined) {
    return { realm: 'default', organizationId: (await organizations.findDefault())?.id ?? application.organizationId };
  }
  const organization = await organizations.find(named);
  if (!organization || !servesOrganization(application, organization.id)) throw wrongCredentials();
  return { realm: { named: organization.id }, organizationId: organization.id };
}

/** @throws UnauthorizedClient where the organization does not allow the application; InvalidTarget. */
async function targetIn(
  organizationId: string,
  application: Application,
  scopes: readonly string[],
  asked: readonly string[],
  { directory }: PasswordGrantParts,
): Promise<TokenTarget> {
  if (await isSwitchedOff(directory.settings, application, organizationId)) {
    throw new errors.UnauthorizedClient('The organization does not allow this application.');
  }
  return await resolveTokenTarget(directory, organizationId, scopes, { asked });
}

interface Allowed {
  readonly application: Application;
  readonly scopes: readonly string[];
  /** The resources that the client has named. */
  readonly resources: readonly string[];
  readonly target: TokenTarget;
  /** The thumbprint of the key that the tokens are bound to. */
  readonly jkt?: string | undefined;
}

interface Issued {
  readonly stored: NewGrant;
  readonly tokens: ReturnType<typeof signUserTokens>;
  readonly rest: { readonly token_type: string; readonly scope: string; readonly refresh_token: string | undefined };
}

/** The grant, and its tokens, which are signed while somebody stores it. */
function issue(
  { user, methods, at }: WholeSignIn,
  { application, scopes, resources, target, jkt }: Allowed,
  parts: PasswordGrantParts,
): Issued {
  const granted = {
    ...{ user, clientId: application.id, scopes, authTime: Math.floor(at / 1000), amr: amrOf(methods) },
  };
  // A refresh token of a client with a secret is bound to that already (RFC 9449 section 5).
  const boundTo = application.isConfidential ? undefined : jkt;
  const {
    id: grantId,
    refreshToken,
    stored,
  } = newGrant({ ...granted, targets: resources, jkt: boundTo }, 'password', parts, at);
  const tokens = signUserTokens({ ...granted, grantId, boundTo: jkt }, target, undefined, parts, parts.now());
  tokens.catch(() => {}); // Their awaiting caller learns of it.
  const token_type = jkt === undefined ? 'Bearer' : 'DPoP';
  return { stored, tokens, rest: { token_type, scope: target.scopes.join(' '), refresh_token: refreshToken } };
}

async function responseOf({ tokens, rest }: Issued): Promise<object> {
  const { accessToken: access_token, idToken: id_token } = await tokens;
  return { access_token, id_token, expires_in: accessTokenSeconds, ...rest };
}

/** The library would not tell the reason; clients of the original know this one, for every reason. */
const wrongCredentials = () =>
  Object.assign(new errors.InvalidGrant('wrong credentials'), { error_description: 'invalid_username_or_password' });

/** Only somebody who knows the password is told so: the application asks for a code, and sends it as `otp` with the password. */
const secondFactorRequired = () =>
  Object.assign(new errors.InvalidGrant('a second factor is needed'), { error_description: 'second_factor_required' });
