import { unverifiedClaims } from '../jwt/jws.ts';

/** Whom a request is about, while it waits for the person: the ID token that said so was verified and goes no further. */
export const hintedParameter = 'hinted_user';

/** The user of an ID token that was verified. */
export function hintedUser(idToken: unknown): string | undefined {
  const { sub } = (typeof idToken === 'string' && unverifiedClaims(idToken)) || {};
  return typeof sub === 'string' ? sub : undefined;
}
