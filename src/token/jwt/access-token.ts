import { randomUUID } from 'node:crypto';
import type { SigningKey } from '../keys/signing-key.ts';
import type { TokenTarget } from './audience.ts';
import type { SubjectClaims } from './claims.ts';
import { signJws } from './jws.ts';

/** How long an access token is valid, in seconds. */
export const accessTokenSeconds = 3600;

/** How far the clocks of two servers may be apart, in seconds. */
export const clockSkewSeconds = 30;

/** The issuer and audience of a token, and its type: that of RFC 9068 unless the APIs need another. */
export interface TokenParties extends Pick<TokenTarget, 'audience'>, Partial<Pick<TokenTarget, 'type'>> {
  readonly issuer: string;
}

/**
 * Signs an access token (RFC 9068) for the subject.
 *
 * @param now epoch milliseconds; the token is valid from then on, for `lifetime` seconds.
 */
export async function signAccessToken(
  key: SigningKey,
  { issuer, audience, type = 'at+jwt' }: TokenParties,
  subject: SubjectClaims,
  now: number,
  lifetime = accessTokenSeconds,
): Promise<string> {
  const seconds = Math.floor(now / 1000);
  const registered = {
    iss: issuer,
    aud: audience,
    nbf: seconds,
    iat: seconds,
    exp: seconds + lifetime,
    jti: randomUUID(),
  };
  return await signJws(key, { ...registered, ...subject }, type);
}
