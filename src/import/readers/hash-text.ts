// The textual forms in which hashes are handed on; `src/password/hash` reads them. What has no such form is handed on so
// that it is recognised by nobody, and reported as unknown.

/** Standard base64 without padding, as the PHC string format has it. */
export const phcBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64').replace(/=+$/, '');

/** What stands in base64, in whichever of the two alphabets, without padding and in the standard one. */
export const rephrasedBase64 = (text: string): string =>
  text.trim().replaceAll('-', '+').replaceAll('_', '/').replace(/=+$/, '');

interface Pbkdf2 {
  /** As PHC strings and passlib call it: `pbkdf2` with SHA-1, `pbkdf2-sha256`, `pbkdf2-sha512`. */
  readonly scheme: string;
  readonly iterations: number | string;
  /** Both in base64. */
  readonly salt: string;
  readonly key: string;
}

export function pbkdf2Text({ scheme, iterations, salt, key }: Pbkdf2): string {
  const length = Buffer.from(key, 'base64').length;
  return `$${scheme}$i=${iterations},l=${length}$${rephrasedBase64(salt)}$${rephrasedBase64(key)}`;
}

/** bcrypt from its parts: 22 characters of salt and 31 of the key, in the alphabet of bcrypt. */
export const bcryptText = (version: string, cost: number | string, salt: string, key: string): string =>
  `$${version}$${String(cost).padStart(2, '0')}$${salt}${key}`;

const inner = /^\{(CRYPT|ARGON2)\}(\$(?:2[aby]|argon2(?:id|i|d))\$.+)$/is;

/**
 * A value of `userPassword` (RFC 2307 and what servers have added) or a cell of a table: without the scheme around a hash
 * that says by itself what it is, and with the scheme in capitals.
 */
export function ldapHashText(value: string): string {
  const hash = inner.exec(value)?.[2];
  return hash ?? value.replace(/^\{[\w-]+\}/, (scheme) => scheme.toUpperCase());
}
