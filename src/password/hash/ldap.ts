import { createHash, timingSafeEqual } from 'node:crypto';
import { bytesOfBase64 } from './base64.ts';
import { type ForeignHash, longestSalt } from './foreign.ts';

/**
 * Digests as LDAP servers store them (RFC 2307 and its relatives): `{SSHA}` and the name of the scheme in whatever letter case,
 * then base64 of the digest of the password, and of the salt behind it where there is one. All of them are fast, which is why the
 * scheme ends with the first sign-in; that those of MD5 collide is no reason to reset people: nobody finds a password by it.
 */
export const name = 'ldap';

const digests: Readonly<Record<string, string>> = {
  ...{ sha: 'sha1', ssha: 'sha1', md5: 'md5', smd5: 'md5' },
  ...{ sha256: 'sha256', ssha256: 'sha256', sha384: 'sha384', ssha384: 'sha384', sha512: 'sha512', ssha512: 'sha512' },
};
const bytesOf: Readonly<Record<string, number>> = { md5: 16, sha1: 20, sha256: 32, sha384: 48, sha512: 64 };

const form = /^\{(S?(?:MD5|SHA(?:256|384|512)?))\}([A-Za-z\d+/]+={0,2})$/i;

export const recognises = (storedHash: string): boolean => /^\{S?(?:MD5|SHA\d*)\}/i.test(storedHash);

export function read(storedHash: string): ForeignHash | undefined {
  const [, scheme = '', text = ''] = form.exec(storedHash) ?? [];
  const digest = digests[scheme.toLowerCase()];
  const bytes = bytesOfBase64(text);
  if (digest === undefined || bytes === undefined) return undefined;
  const [key, salt] = [bytes.subarray(0, bytesOf[digest]), bytes.subarray(bytesOf[digest])];
  const isSalted = /^s(?:sha|md5)/i.test(scheme);
  if (key.length !== bytesOf[digest] || salt.length > longestSalt || salt.length > 0 !== isSalted) return undefined;
  return {
    cost: { kind: digest, ms: 0 },
    matches: (password) => timingSafeEqual(createHash(digest).update(password).update(salt).digest(), key),
  };
}
