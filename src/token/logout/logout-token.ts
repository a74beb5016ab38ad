import { randomUUID } from 'node:crypto';
import type { Application } from '../../directory/application.ts';
import { signJws } from '../jwt/jws.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import type { LogoutNotice } from './notice.ts';

/** The `typ` header of a logout token: no other JWT can be passed off as one, nor it as another. */
const logoutTokenType = 'logout+jwt';

/** Long enough to arrive and for clocks that differ; each attempt has a token of its own. */
const logoutTokenSeconds = 120;

/**
 * Signs a logout token, which tells an application that a session has ended (OpenID Connect Back-Channel Logout 1.0 section
 * 2.4). It must not have a `nonce`.
 *
 * @param now epoch milliseconds.
 */
export async function signLogoutToken(
  key: SigningKey,
  { issuer, applicationId, subject, sid }: LogoutNotice,
  { backchannelLogoutSessionRequired = true }: Pick<Application, 'backchannelLogoutSessionRequired'>,
  now: number,
): Promise<string> {
  const iat = Math.floor(now / 1000);
  const claims = {
    ...{ iss: issuer, aud: applicationId, sub: subject, ...(backchannelLogoutSessionRequired ? { sid } : {}) },
    ...{ iat, exp: iat + logoutTokenSeconds, jti: randomUUID() },
    events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
  };
  return await signJws(key, claims, logoutTokenType);
}
