/** The cookies of the pages: the token service keeps the one of the session itself. */
type CookieName = 'browser' | 'notice' | 'device' | 'language';

/**
 * Behind TLS the name carries a prefix with which a browser takes the cookie from this host over TLS only, and from no
 * neighbour (RFC 6265bis section 4.1.3.2).
 */
export const cookieName = (name: CookieName, isSecure: boolean): string =>
  isSecure ? `__Host-gatehouse.${name}` : `gatehouse.${name}`;
