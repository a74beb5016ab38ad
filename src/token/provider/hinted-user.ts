import { unverifiedClaims } from '../jwt/jws.ts';

/** Carries the user of an `id_token_hint` while the request waits for the person: the verified ID token itself is dropped. */
export const hintedParameter = 'hinted_user';

/** The user of a verified ID token. */
export function hintedUser(idToken: unknown): string | undefined {
  const { sub } = (typeof idToken === 'string' && unverifiedClaims(idToken)) || {};
  return typeof sub === 'string' ? sub : undefined;
}
