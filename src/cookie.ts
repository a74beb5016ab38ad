import type { IncomingMessage, ServerResponse } from 'node:http';

/** The value of a cookie that the browser sent: the first, if several have the name. */
export function readCookie({ headers }: Pick<IncomingMessage, 'headers'>, name: string): string | undefined {
  for (const pair of (headers.cookie ?? '').split(';')) {
    const equals = pair.indexOf('=');
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim() || undefined;
  }
  return undefined;
}

export interface CookieOptions {
  readonly isSecure: boolean;
  /** How long the browser keeps it; by default, until the browser is closed. */
  readonly seconds?: number | undefined;
}

/** Sets a cookie for the whole host; without a value, deletes it. */
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
