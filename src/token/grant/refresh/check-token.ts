import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { Registration } from '../../provider/client.ts';
import type { GrantStore } from '../grant-store.ts';
import { findRefreshToken, type RefreshToken } from '../refresh-token.ts';

/**
 * The refresh token, spent or not, if it was issued to the client.
 *
 * @throws InvalidGrant.
 */
export async function requireRefreshToken(
  value: string,
  { application }: Registration,
  { grants }: { readonly grants: Pick<GrantStore, 'find'> },
  now: number,
): Promise<RefreshToken> {
  const token = await findRefreshToken(value, grants, now);
  if (!token) throw new errors.InvalidGrant('refresh token not found');
  if (token.clientId !== application.id) throw new errors.InvalidGrant('client mismatch');
  return token;
}
