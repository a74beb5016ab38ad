import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { AuditOrigin } from '../../../directory/audit/entry.ts';
import { passwordAlone } from '../../../directory/authentication.ts';
import type { Store } from '../../../directory/store.ts';
import { grantedResource } from '../../issuers.ts';
import { accessTokenSeconds } from '../../jwt/access-token.ts';
import { resolveTokenTarget } from '../../jwt/audience.ts';
import type { UserTokenParts } from '../../jwt/user-access-token.ts';
import { signUserTokens } from '../../jwt/user-tokens.ts';
import type { Registration } from '../../provider/client.ts';
import { endSpent } from '../end-spent.ts';
import type { RefreshToken } from '../refresh-token.ts';
import { findRotationResult, type RotationParts, rotateRefreshToken } from '../rotation.ts';
import { requireGrant } from './check-grant.ts';
import { requireKey } from './check-key.ts';
import { requireGrantedScopes, requireNarrowedScope } from './check-scope.ts';
import { requireRefreshToken } from './check-token.ts';
import { requireUser } from './check-user.ts';

export interface RefreshParts extends UserTokenParts, RotationParts {
  readonly directory: UserTokenParts['directory'] & Pick<Store, 'users' | 'organizations' | 'settings' | 'transaction'>;
  /** Under which clients reach the server, without a slash at the end. */
  readonly externalUrl: string;
}

/** The parameters of the request. */
export interface RefreshRequest {
  readonly refreshToken: string;
  /** Some of the token's scopes; undefined: all of them. */
  readonly scope: string | undefined;
  /** Some of the token's resources; empty: all of them. */
  readonly resources: readonly string[];
  readonly origin: AuditOrigin;
  /** Verifies the request's proof of a key, if it has one, and returns the thumbprint. */
  readonly provenKey: () => Promise<string | undefined>;
}

/**
 * The refresh token grant (RFC 6749 section 6) for an authenticated client: spends the token and issues new ones. A spent
 * token that is presented again ends everything that came from the same sign-in, because one of the two who had it has
 * stolen it (RFC 9700 section 4.14.2); unless it looks like the same client whose response was lost.
 *
 * @throws OIDCProviderError InvalidGrant, InvalidScope, InvalidTarget or InvalidDpopProof.
 */
export async function refresh(
  { refreshToken, scope: asked, resources, provenKey, origin }: RefreshRequest,
  client: Registration,
  parts: RefreshParts,
  now: number,
): Promise<object> {
  const token = await requireRefreshToken(refreshToken, client, parts, now);
  const grant = await requireGrant(token, parts, now);
  const names = requireNarrowedScope(token, asked);
  // After the token: a signature is expensive to verify, so it is verified only for a client that has one.
  const key = await requireKey(token, provenKey);
  const user = await requireUser(token, grant, client, parts);
  const renewal = { token, value: refreshToken, key, now };
  const before = token.spentAt === undefined ? undefined : await findRotationResult(renewal, parts);
  if (token.spentAt !== undefined && before === undefined) return await refuseSpent(token, parts, origin, now);
  const { resource = grantedResource(parts), authTime = token.issuedAt, sessionUid, nonce } = token.payload;
  const { amr = passwordAlone } = token.payload;
  if (resource !== grantedResource(parts)) throw new errors.InvalidTarget();

  const scopes = requireGrantedScopes(names, grant.resources?.[resource], client);
  const targets = { asked: resources, granted: grant.targets };
  const target = await resolveTokenTarget(parts.directory, user.organizationId, scopes, targets);
  const granted = {
    user,
    clientId: token.clientId,
    scopes,
    authTime,
    amr,
    grantId: token.grantId,
    sessionUid,
    boundTo: key,
  };
  // Disk and signatures work at the same time. If the rotation fails, what was signed is thrown away.
  const [successor, { accessToken, idToken }] = await Promise.all([
    before ?? rotateRefreshToken(renewal, grant.expiresAt, parts),
    signUserTokens(granted, target, nonce, parts, now),
  ]);
  if (successor === undefined) return await refuseSpent(token, parts, origin, now);
  return {
    access_token: accessToken,
    expires_in: accessTokenSeconds,
    id_token: idToken,
    refresh_token: successor,
    scope: target.scopes.join(' '),
    token_type: key === undefined ? 'Bearer' : 'DPoP',
  };
}

/** @throws InvalidGrant, always. Requests that come later end in the same way. */
async function refuseSpent(
  { user, grantId, clientId: applicationId }: RefreshToken,
  parts: RefreshParts,
  origin: AuditOrigin,
  now: number,
): Promise<never> {
  await endSpent(parts, { kind: 'refreshToken', user, grantId, applicationId }, origin, now);
  throw new errors.InvalidGrant('refresh token already used');
}
