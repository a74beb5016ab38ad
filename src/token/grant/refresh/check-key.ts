import { errors } from 'oidc-provider';
import type { RefreshToken } from '../refresh-token.ts';

/**
 * The thumbprint of the key that the request proves; a token that is bound to one is good with that one alone (RFC 9449
 * section 5).
 *
 * @throws InvalidGrant; whatever `provenKey` throws.
 */
export async function requireKey(
  { payload: { jkt } }: RefreshToken,
  provenKey: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const key = await provenKey();
  if (jkt !== undefined && jkt !== key) throw new errors.InvalidGrant('failed jkt verification');
  return key;
}
