import { type CookieScope, cookiePrefix } from '../../cookie.ts';

/** The cookies of the pages: the token service keeps the one of the session itself. */
type CookieName = 'browser' | 'notice' | 'device' | 'language';

/** As long as browsers keep a cookie at most (RFC 6265bis section 5.5). */
export const longestCookieSeconds = 400 * 24 * 60 * 60;

export const cookieName = (name: CookieName, scope: CookieScope): string => `${cookiePrefix(scope)}gatehouse.${name}`;
