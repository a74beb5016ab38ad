import { errors } from 'oidc-provider';
import { scopeNames } from '../../directory/scope.ts';
import type { Tables } from '../../directory/store.ts';
import type { User } from '../../directory/user.ts';
import { grantedResource } from '../issuers.ts';
import { accessTokenSeconds } from '../jwt/access-token.ts';
import { type Aim, aim } from '../jwt/audience.ts';
import { signIdToken } from '../jwt/id-token.ts';
import { type Granted, signUserToken, type UserTokenParts } from '../jwt/user-access-token.ts';
import { activeUser } from '../provider/account.ts';
import type { Registration } from '../provider/client.ts';
import { isOpenTo } from '../provider/organization-choice.ts';
import { userScopes } from '../provider/user-scopes.ts';
import { findRefreshToken, type RefreshToken } from './refresh-token.ts';
import { type RenewalParts, renew, renewedBefore } from './renewal.ts';

export interface RefreshParts extends UserTokenParts, RenewalParts {
  readonly directory: UserTokenParts['directory'] & Pick<Tables, 'users' | 'organizations' | 'settings'>;
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
}

/** What a client asks with. */
export interface RefreshRequest {
  readonly refreshToken: string;
  /** Fewer scopes than it was given. */
  readonly scope: string | undefined;
  /** Fewer resources than it was given; none: all of them. */
  readonly resources: readonly string[];
  /** Verifies that it holds a key, if it says so, and returns the thumbprint. */
  readonly provenKey: () => Promise<string | undefined>;
}

/** What a person granted, as the protocol library wrote it down. */
interface GrantRecord {
  readonly accountId: string;
  readonly clientId: string;
  /** The user's `tokenEpoch` at the time. */
  readonly epoch?: number;
  readonly resources?: Readonly<Record<string, string>>;
  /** The resources that the client has named when it asked. */
  readonly targets?: readonly string[];
}

/**
 * The refresh token grant (RFC 6749 section 6) for a client that has proved who it is: spends the token and gives new
 * ones. Whoever presents a spent one ends everything that came from the same sign-in, because one of the two who had it
 * has stolen it (RFC 9700 section 4.14.2); unless it looks like the same client that has missed the answer.
 *
 * @throws OIDCProviderError InvalidGrant, InvalidScope, InvalidTarget or InvalidDpopProof.
 */
export async function refresh(
  { refreshToken, scope: asked, resources, provenKey }: RefreshRequest,
  client: Registration,
  parts: RefreshParts,
  now: number,
): Promise<object> {
  const token = await requireToken(refreshToken, client, parts, now);
  const grant = await requireGrant(token, parts, now);
  const names = narrowed(token, asked);
  // Whoever has no refresh token gets no signature verified.
  const key = await provenKey();
  if (token.record.jkt !== undefined && token.record.jkt !== key)
    throw new errors.InvalidGrant('failed jkt verification');
  const user = await requireUser(token, grant, client, parts);
  const renewal = { token, value: refreshToken, key, now };
  const before = token.spentAt === undefined ? undefined : await renewedBefore(renewal, parts);
  if (token.spentAt !== undefined && before === undefined) return await endFamily(token, parts, now);
  const { resource = grantedResource(parts), authTime = token.issuedAt, sessionUid, nonce } = token.record;
  if (resource !== grantedResource(parts)) throw new errors.InvalidTarget();

  const scopes = stillGranted(names, grant.resources?.[resource], client);
  const targets = { asked: resources, granted: grant.targets };
  const aimed = await aim(parts.directory, user.organizationId, scopes, targets);
  const granted = {
    user,
    clientId: token.clientId,
    scopes,
    authTime,
    grantId: token.grantId,
    sessionUid,
    boundTo: key,
  };
  // The disk and the signatures take their time side by side. What is signed for nothing leaves this function nowhere.
  const [successor, { accessToken, idToken }] = await Promise.all([
    before ?? renew(renewal, parts),
    signTokens(granted, aimed, nonce, parts, now),
  ]);
  if (successor === undefined) return await endFamily(token, parts, now);
  return {
    access_token: accessToken,
    expires_in: accessTokenSeconds,
    id_token: idToken,
    refresh_token: successor,
    scope: aimed.scopes.join(' '),
    token_type: key === undefined ? 'Bearer' : 'DPoP',
  };
}

/** The ID token names the access token that comes along. */
async function signTokens(granted: Granted, aimed: Aim, nonce: string | undefined, parts: RefreshParts, now: number) {
  const accessToken = await signUserToken(granted, aimed, parts, now);
  const isAsked = granted.scopes.includes('openid');
  return { accessToken, idToken: isAsked ? await signIdToken(granted, { nonce, accessToken }, parts, now) : undefined };
}

async function requireToken(value: string, { application }: Registration, { grants }: RefreshParts, now: number) {
  const token = await findRefreshToken(value, grants, now);
  if (!token) throw new errors.InvalidGrant('refresh token not found');
  if (token.clientId !== application.id) throw new errors.InvalidGrant('client mismatch');
  return token;
}

async function requireGrant({ grantId, record }: RefreshToken, { grants }: RefreshParts, now: number) {
  const found = await grants.find('Grant', grantId, now);
  if (!found) throw new errors.InvalidGrant('grant not found');
  const grant = JSON.parse(found.payload) as GrantRecord;
  if (grant.clientId !== record.clientId) throw new errors.InvalidGrant('client mismatch');
  if (grant.accountId !== record.accountId) throw new errors.InvalidGrant('accountId mismatch');
  return grant;
}

const scopeSyntax = /^[\x21\x23-\x5B\x5D-\x7E]+(?: [\x21\x23-\x5B\x5D-\x7E]+)*$/;

/** The names that are asked for, or else all that the token has. */
function narrowed({ scope }: RefreshToken, asked: string | undefined): readonly string[] {
  const own = scopeNames(scope);
  if (asked === undefined) return own;
  if (!scopeSyntax.test(asked)) throw new errors.InvalidScope('scope contains invalid characters', asked);
  const names = new Set(scopeNames(asked));
  const missing = [...names].filter((name) => !own.includes(name));
  if (missing.length === 0) return own.filter((name) => names.has(name));
  const what = missing.length === 1 ? 'scope' : 'scopes';
  throw new errors.InvalidScope(`refresh token missing requested ${what}`, missing.join(' '));
}

/** Of the names, those that the person granted and the application is still given. */
function stillGranted(names: readonly string[], granted = '', { scopes: registered }: Registration): readonly string[] {
  const available = userScopes(registered);
  const all = scopeNames(granted);
  return names.filter((name) => all.includes(name) && available.includes(name));
}

/** A grant from before the user's sign-ins were ended is as good as none. */
async function requireUser(
  { record }: RefreshToken,
  grant: GrantRecord,
  { application }: Registration,
  { directory }: RefreshParts,
): Promise<User> {
  const user = await activeUser(directory, record.accountId);
  const isCurrent = user !== undefined && (grant.epoch ?? user.tokenEpoch) === user.tokenEpoch;
  if (isCurrent && (await isOpenTo(directory.settings, application, user.organizationId))) return user;
  throw new errors.InvalidGrant('refresh token invalid (referenced account not found)');
}

/** Whoever comes when it has been ended comes here as well. */
async function endFamily({ grantId }: RefreshToken, { grants }: RefreshParts, now: number): Promise<never> {
  await grants.revokeByGrantId(grantId, now + accessTokenSeconds * 1000);
  throw new errors.InvalidGrant('refresh token already used');
}
