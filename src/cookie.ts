import type { IncomingMessage, ServerResponse } from 'node:http';

/** The value of a cookie that the browser sent: the first, if several have the name. */
export function readCookie({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || undefined;
  }
  return undefined;
}

/** Where browsers send the cookies of this server: to nobody else on its host, as far as a path can see to that. */
export interface CookieScope {
  /** Over TLS alone. */
  readonly isSecure: boolean;
  /** Below this path alone: `/`, or `/auth` for a server that shares its host. */
  readonly path: string;
}

/** @param externalUrl the URL under which browsers reach the server. */
export const cookieScopeOf = (externalUrl: string): CookieScope => ({
  isSecure: externalUrl.startsWith('https:'),
  path: new URL(externalUrl).pathname,
});

/**
 * What the name of a cookie begins with behind TLS, so that a browser takes the cookie from this host over TLS only, and from no
 * neighbour (RFC 6265bis section 4.1.3). A cookie of a path can have no more than the prefix that asks for TLS.
 */
export function cookiePrefix({ isSecure, path }: CookieScope): string {
  if (!isSecure) return '';
  return path === '/' ? '__Host-' : '__Secure-';
}

export interface CookieOptions extends CookieScope {
  /** How long the browser keeps it; by default, until the browser is closed. */
  readonly seconds?: number | undefined;
}

/** Sets a cookie that no script can read; without a value, deletes it. */
export function setCookie(
  response: ServerResponse,
  name: string,
  value: string | undefined,
  { isSecure, path, seconds }: CookieOptions,
): void {
  const attributes = `; Path=${path}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  response.appendHeader(
    'set-cookie',
    `${name}=${value ?? ''}${attributes}${maxAge(value === undefined ? 0 : seconds)}`,
  );
}

export const maxAge = (seconds: number | undefined): string =>
  seconds === undefined ? '' : `; Max-Age=${Math.floor(seconds)}`;
