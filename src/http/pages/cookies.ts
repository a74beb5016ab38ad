import type { IncomingMessage, ServerResponse } from 'node:http';

/** The value of a cookie that the browser sent; of several with the name, the first. */
export function readCookie({ headers }: IncomingMessage, name: string): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || undefined;
  }
  return undefined;
}

/** The cookies of the pages: the token service keeps the one of the session itself. */
type CookieName = 'browser' | 'notice' | 'device';

/**
 * Behind TLS the name carries a prefix with which a browser takes the cookie from this host over TLS only, and from no
 * neighbour (RFC 6265bis section 4.1.3.2).
 */
export const cookieName = (name: CookieName, isSecure: boolean): string =>
  isSecure ? `__Host-gatehouse.${name}` : `gatehouse.${name}`;

/** Has the browser keep a cookie until it is closed, at most `seconds`; without a value, forget it. */
export function setCookie(
  response: ServerResponse,
  name: CookieName,
  value: string | undefined,
  { isSecure, seconds }: { readonly isSecure: boolean; readonly seconds?: number },
): void {
  const age = value === undefined ? 0 : seconds;
  const attributes = [
    'Path=/',
    'HttpOnly',
    'SameSite=Lax',
    isSecure && 'Secure',
    age !== undefined && `Max-Age=${age}`,
  ];
  response.appendHeader(
    'set-cookie',
    [`${cookieName(name, isSecure)}=${value ?? ''}`, ...attributes].filter(Boolean).join('; '),
  );
}
