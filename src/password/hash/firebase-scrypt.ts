import { createCipheriv, timingSafeEqual } from 'node:crypto';
import { bytesOfBase64 } from './base64.ts';
import { areUsual, type ForeignHash } from './foreign.ts';
import { isBearable, scryptCost, scryptKey } from './scrypt.ts';

/**
 * Firebase's variant of scrypt (github.com/firebase/scrypt): the key that scrypt makes of the password, and of the salt with a
 * separator behind it, encrypts the signer key of the project with AES-256-CTR from zero, and that is the hash. As
 * `$firebase-scrypt$ln=14,r=8$<salt>$<separator>$<signer key>$<hash>`: the export names the parameters once for all of its people.
 */
export const name = 'firebase-scrypt';

const form =
  /^\$firebase-scrypt\$ln=([1-9]\d?),r=([1-9]\d{0,3})\$([\w+/]+={0,2})\$([\w+/]*={0,2})\$([\w+/]+={0,2})\$([\w+/]+={0,2})$/;

/** scrypt makes 64 bytes there, of which the cipher takes the first 32. */
const scryptBytes = 64;
const cipherKeyBytes = 32;

export const recognises = (storedHash: string): boolean => storedHash.startsWith('$firebase-scrypt$');

export function read(storedHash: string): ForeignHash | undefined {
  const [, ln, r, ...texts] = form.exec(storedHash) ?? [];
  const parameters = { N: 2 ** Number(ln), r: Number(r), p: 1 };
  const [salt, separator, signerKey, hash] = texts.map(bytesOfBase64);
  if (!isBearable(parameters) || !salt || !separator || !signerKey || !hash) return undefined;
  if (!areUsual(salt, hash) || separator.length > salt.length + 16 || signerKey.length !== hash.length)
    return undefined;
  const salted = Buffer.concat([salt, separator]);
  return {
    cost: scryptCost(parameters),
    matches: (password) => {
      const key = scryptKey(password, salted, scryptBytes, parameters).subarray(0, cipherKeyBytes);
      const made = createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(signerKey);
      return timingSafeEqual(made, hash);
    },
  };
}
