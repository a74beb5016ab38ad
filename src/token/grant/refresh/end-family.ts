import * as errors from 'oidc-provider/lib/helpers/errors.js';
import { accessTokenSeconds } from '../../jwt/access-token.ts';
import type { GrantStore } from '../grant-store.ts';
import type { RefreshToken } from '../refresh-token.ts';

/**
 * Ends everything that came from the same sign-in (RFC 9700 section 4.14.2). Requests that come later end here as well.
 *
 * @throws InvalidGrant, always.
 */
export async function endFamily(
  { user: { organizationId }, grantId }: RefreshToken,
  { grants }: { readonly grants: Pick<GrantStore, 'revokeByGrantId'> },
  now: number,
): Promise<never> {
  await grants.revokeByGrantId({ organizationId, id: grantId }, now + accessTokenSeconds * 1000);
  throw new errors.InvalidGrant('refresh token already used');
}
