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
