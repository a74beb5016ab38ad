import { hash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type CookieOptions, maxAge } from '../../cookie.ts';

/** The cookie that the script of the check-session page reads. It gives nobody access to anything. */
export const browserStateCookie = 'gatehouse.state';

/** A value that is different for each session and does not reveal its id. */
const browserState = (sessionId: string): string => hash('sha256', `browser state ${sessionId}`, 'base64url');

/**
 * Sets the cookie of the session; without a session, one with a random value. Applications show the check-session page in
 * a frame on their own pages, where a browser only sends cookies with `SameSite=None`. After a sign-out the cookie gets
 * another value and is not deleted, because a missing cookie means nothing: a browser may withhold it from a frame.
 */
export function setBrowserState(
  response: ServerResponse,
  sessionId: string | undefined,
  { isSecure, path, seconds }: CookieOptions,
): void {
  const value = browserState(sessionId ?? randomBytes(16).toString('base64url'));
  const site = isSecure ? '; SameSite=None; Secure' : '; SameSite=Lax';
  response.appendHeader('set-cookie', `${browserStateCookie}=${value}; Path=${path}${site}${maxAge(seconds)}`);
}

/** The `session_state` of an authorization response (OpenID Connect Session Management section 3). */
export function sessionState(clientId: string, redirectUri: string, sessionId: string): string {
  const salt = randomBytes(9).toString('base64url');
  const { origin } = new URL(redirectUri);
  return `${hash('sha256', [clientId, origin, browserState(sessionId), salt].join(' '), 'base64url')}.${salt}`;
}
