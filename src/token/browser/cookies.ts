import { type CookieScope, cookiePrefix } from '../../cookie.ts';

/** The cookies of a browser that signs in. None of them can be read by scripts. */
export interface CookieNames {
  readonly session: string;
  /** Lets only the browser that began an authorization request continue with it. */
  readonly interaction: string;
}

/** The cookies are sent with every path of this server, because each prefix leads to it. */
export const cookieNames = (scope: CookieScope): CookieNames => ({
  session: `${cookiePrefix(scope)}gatehouse.session`,
  interaction: `${cookiePrefix(scope)}gatehouse.interaction`,
});
