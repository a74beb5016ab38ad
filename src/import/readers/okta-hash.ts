import { bcryptText, pbkdf2Text } from './hash-text.ts';
import { exactText, type JsonObject, number, text } from './json-members.ts';

const digests: Readonly<Record<string, string>> = {
  SHA256_HMAC: 'pbkdf2-sha256',
  SHA512_HMAC: 'pbkdf2-sha512',
  SHA1_HMAC: 'pbkdf2',
};

const salted: Readonly<Record<string, string>> = { 'SHA-1': '{SSHA}', 'SHA-256': '{SSHA256}', 'SHA-512': '{SSHA512}' };

/**
 * The object `hash` of Okta's users API, which has a hash in parts, in the form that verifies it, or in one that nobody
 * knows.
 *
 * @throws RowProblem
 */
export function hashText(hash: JsonObject): string | undefined {
  const [algorithm = '', salt = '', key] = [text(hash, 'algorithm'), exactText(hash, 'salt'), exactText(hash, 'value')];
  if (key === undefined) return undefined;
  if (algorithm === 'BCRYPT') return bcryptText('2a', number(hash, 'workFactor') ?? '', salt, key);
  const scheme = digests[text(hash, 'digestAlgorithm') ?? ''];
  if (algorithm === 'PBKDF2' && scheme) {
    return pbkdf2Text({ scheme, iterations: number(hash, 'iterationCount') ?? '', salt, key });
  }
  // The password, then the salt: what LDAP writes with the salt behind the digest.
  if (salted[algorithm] && text(hash, 'saltOrder') === 'POSTFIX') {
    return salted[algorithm] + Buffer.concat([key, salt].map((part) => Buffer.from(part, 'base64'))).toString('base64');
  }
  return `$okta-${algorithm}$${salt}$${key}`;
}
