import { type CookieScope, cookiePrefix } from '../../cookie.ts';

/** The cookies of the pages: the token service keeps the one of the session itself. */
type CookieName = 'browser' | 'notice' | 'device' | 'language';

export const cookieName = (name: CookieName, scope: CookieScope): string => `${cookiePrefix(scope)}gatehouse.${name}`;
