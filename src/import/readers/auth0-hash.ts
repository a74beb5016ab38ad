import { phcBase64 } from './hash-text.ts';
import { exactText, type JsonObject, number, object, text } from './json-members.ts';

/**
 * `custom_password_hash` of Auth0's bulk import, in the form that verifies it, or in one that nobody knows.
 *
 * @throws RowProblem
 */
export function customHashText(custom: JsonObject): string | undefined {
  const algorithm = text(custom, 'algorithm') ?? '';
  const hash = object(custom, 'hash') ?? {};
  const value = exactText(hash, 'value');
  if (value === undefined) return undefined;
  const salt = object(custom, 'salt') ?? {};
  if (['argon2', 'bcrypt', 'pbkdf2', 'ldap'].includes(algorithm)) return value;
  if (algorithm === 'scrypt') return scryptText(custom, bytesOf(hash), bytesOf(salt));
  const scheme = { sha1: '{SSHA}', sha256: '{SSHA256}', sha512: '{SSHA512}' }[algorithm];
  if (scheme && text(salt, 'position') === 'suffix') {
    return scheme + Buffer.concat([bytesOf(hash), bytesOf(salt)]).toString('base64');
  }
  return `$auth0-${algorithm}$${phcBase64(bytesOf(salt))}$${phcBase64(bytesOf(hash))}`;
}

/** In the encoding that stands beside it; of a salt it is text where none stands there. */
function bytesOf(of: JsonObject): Buffer {
  const encoding = text(of, 'encoding') ?? 'utf8';
  return Buffer.from(exactText(of, 'value') ?? '', encoding === 'hex' || encoding === 'base64' ? encoding : 'utf8');
}

function scryptText(custom: JsonObject, key: Buffer, salt: Buffer): string {
  const [cost = 16384, r = 8, p = 1] = ['cost', 'blockSize', 'parallelization'].map((name) => number(custom, name));
  return `$scrypt$ln=${Math.log2(cost)},r=${r},p=${p}$${phcBase64(salt)}$${phcBase64(key)}`;
}
