import { pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { bytesOfBase64 } from './base64.ts';
import { areUsual, type ForeignHash } from './foreign.ts';
import { pbkdf2Cost } from './pbkdf2.ts';

/**
 * ASP.NET Identity, base64 of bytes (`PasswordHasher.cs` of ASP.NET Core). Version 2: 0x00, a salt of 16 bytes, 32 bytes of
 * PBKDF2 with HMAC-SHA1 and 1,000 rounds. Version 3: 0x01, then the pseudo-random function, the rounds and the length of the
 * salt, 32 bits each, big-endian; salt; key.
 */
export const name = 'aspnet-identity';

const digests: readonly string[] = ['sha1', 'sha256', 'sha512'];

/** Of one byte 0 or 1 at the beginning the first letter of base64 is A, and the second one of these. */
export const recognises = (storedHash: string): boolean => /^A[A-PQ-f][\w+/]*={0,2}$/.test(storedHash);

export function read(storedHash: string): ForeignHash | undefined {
  const bytes = bytesOfBase64(storedHash);
  if (bytes?.[0] === 0 && bytes.length === 49) return hashOf('sha1', 1000, bytes.subarray(1, 17), bytes.subarray(17));
  if (bytes?.[0] !== 1 || bytes.length < 13) return undefined;
  const [digest, rounds] = [digests[bytes.readUInt32BE(1)], bytes.readUInt32BE(5)];
  const end = 13 + bytes.readUInt32BE(9);
  const [salt, key] = [bytes.subarray(13, end), bytes.subarray(end)];
  if (digest === undefined || rounds === 0 || end > bytes.length || salt.length < 16) return undefined;
  return areUsual(salt, key) ? hashOf(digest, rounds, salt, key) : undefined;
}

const hashOf = (digest: string, rounds: number, salt: Buffer, key: Buffer): ForeignHash => ({
  cost: pbkdf2Cost(digest, rounds, key.length),
  matches: (password) => timingSafeEqual(pbkdf2Sync(password, salt, rounds, key.length, digest), key),
});
