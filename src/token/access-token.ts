import { randomUUID } from 'node:crypto';
import type { Audience } from './audience.ts';
import type { SubjectClaims } from './claims.ts';
import { signJws } from './jws.ts';
import type { SigningKey } from './keys/signing-key.ts';

/** How long an access token is good for, in seconds. */
export const accessTokenSeconds = 3600;

/** How far the clocks of two servers may be apart, in seconds. */
export const clockSkewSeconds = 30;

/** The `typ` header of an access token (RFC 9068 section 2.1): no other JWT can be passed off as one. */
export const accessTokenType = 'at+jwt';

/** Whom a token is from, and for which APIs. */
export interface TokenParties {
  readonly issuer: string;
  readonly audience: Audience;
}

/**
 * Signs an access token (RFC 9068) for the subject.
 *
 * @param now epoch milliseconds; the token is valid from then on, for `lifetime` seconds.
 */
export async function signAccessToken(
  key: SigningKey,
  { issuer, audience }: TokenParties,
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
  return await signJws(key, { ...registered, ...subject }, accessTokenType);
}
