import { hash, randomBytes } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { type CookieOptions, maxAge } from '../../cookie.ts';

/** Readable by scripts of the check-session page, and worth nothing to anybody else. */
export const browserStateCookie = 'gatehouse.state';

/** What tells one session from the next without telling which it is. */
const browserState = (sessionId: string): string => hash('sha256', `browser state ${sessionId}`, 'base64url');

/**
 * Applications show the page in a frame on their own pages, to which only a cookie of all sites is sent. Who signs out
 * gets another instead of none: that there is none tells nothing, since a browser may keep it from the frame.
 */
export function setBrowserState(
  response: ServerResponse,
  sessionId: string | undefined,
  { isSecure, seconds }: CookieOptions,
): void {
  const value = browserState(sessionId ?? randomBytes(16).toString('base64url'));
  const site = isSecure ? '; SameSite=None; Secure' : '; SameSite=Lax';
  response.appendHeader('set-cookie', `${browserStateCookie}=${value}; Path=/${site}${maxAge(seconds)}`);
}

/** The `session_state` of an answer (OpenID Connect Session Management section 3). */
export function sessionState(clientId: string, redirectUri: string, sessionId: string): string {
  const salt = randomBytes(9).toString('base64url');
  const { origin } = new URL(redirectUri);
  return `${hash('sha256', [clientId, origin, browserState(sessionId), salt].join(' '), 'base64url')}.${salt}`;
}
