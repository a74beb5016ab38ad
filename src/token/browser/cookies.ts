import type { IncomingMessage, ServerResponse } from 'node:http';

/** The cookies of a browser that signs in. None of them can be read by scripts. */
export interface CookieNames {
  readonly session: string;
  /** Lets the browser that began an authorization request, and no other, go on with it. */
  readonly interaction: string;
}

/**
 * Behind TLS the names carry prefixes (RFC 6265bis section 4.1.3), with which a browser takes the cookies from this
 * host over TLS only, and from no neighbour. They are of the whole host, because every prefix leads to it.
 */
export const cookieNames = (isSecure: boolean): CookieNames => ({
  session: isSecure ? '__Host-gatehouse.session' : 'gatehouse.session',
  interaction: isSecure ? '__Host-gatehouse.interaction' : 'gatehouse.interaction',
});

/** The value of a cookie that the browser sent; of several with the name, the first. */
export function readCookie({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || undefined;
  }
  return undefined;
}

export interface CookieOptions {
  readonly isSecure: boolean;
  /** How long the browser keeps it; by default, until it is closed. */
  readonly seconds?: number | undefined;
}

/** Has the browser keep a cookie of the whole host; without a value, forget it. */
export function setCookie(
  response: ServerResponse,
  name: string,
  value: string | undefined,
  { isSecure, seconds }: CookieOptions,
): void {
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  response.appendHeader(
    'set-cookie',
    `${name}=${value ?? ''}${attributes}${maxAge(value === undefined ? 0 : seconds)}`,
  );
}

export const maxAge = (seconds: number | undefined): string =>
  seconds === undefined ? '' : `; Max-Age=${Math.floor(seconds)}`;
