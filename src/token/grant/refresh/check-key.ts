import * as errors from 'oidc-provider/lib/helpers/errors.js';
import type { RefreshToken } from '../refresh-token.ts';

/**
 * The thumbprint of the key of which the request has a proof. A token that is bound to a key is valid with that key only
 * (RFC 9449 section 5).
 *
 * @throws InvalidGrant; everything that `provenKey` throws.
 */
export async function requireKey(
  { payload: { jkt } }: RefreshToken,
  provenKey: () => Promise<string | undefined>,
): Promise<string | undefined> {
  const key = await provenKey();
  if (jkt !== undefined && jkt !== key) throw new errors.InvalidGrant('failed jkt verification');
  return key;
}
