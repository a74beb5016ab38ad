/** The cookies of a browser that signs in. None of them can be read by scripts. */
export interface CookieNames {
  readonly session: string;
  /** Lets only the browser that began an authorization request continue with it. */
  readonly interaction: string;
}

/**
 * Behind TLS the names have the prefix `__Host-` (RFC 6265bis section 4.1.3): a browser accepts such a cookie from this
 * host over TLS only, and from no other host of the domain. The cookies are sent with every path of the host, because
 * every prefix leads to this server.
 */
export const cookieNames = (isSecure: boolean): CookieNames => ({
  session: isSecure ? '__Host-gatehouse.session' : 'gatehouse.session',
  interaction: isSecure ? '__Host-gatehouse.interaction' : 'gatehouse.interaction',
});
