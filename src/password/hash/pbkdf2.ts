import { pbkdf2Sync, timingSafeEqual } from 'node:crypto';
import { bytesOfBase64 } from './base64.ts';
import { areUsual, type ForeignHash } from './foreign.ts';
import type { HashCost } from './scheme.ts';

/**
 * PBKDF2 (RFC 8018) with HMAC-SHA1, -SHA256, -SHA384 or -SHA512, in the forms of passlib (`$pbkdf2-sha256$29000$<salt>$<key>`), of
 * PHC strings (`$pbkdf2-sha256$i=29000,l=32$<salt>$<key>`), of OpenLDAP (`{PBKDF2-SHA256}29000$<salt>$<key>`) and of Django
 * (`pbkdf2_sha256$29000$<salt as text>$<key>`). Where no digest is named, SHA1 is meant.
 */
export const name = 'pbkdf2';

const form =
  /^(?:\$pbkdf2(?:-(sha\d+))?\$|\{PBKDF2(?:-(SHA\d+))?\})(?:i=)?([1-9]\d{0,8})(?:,l=(\d{1,3}))?\$([\w+/.]+={0,2})\$([\w+/.]+={0,2})$/i;
const djangoForm = /^pbkdf2_(sha\d+)\$([1-9]\d{0,8})\$([!-#%-~]+)\$([\w+/]+={0,2})$/;

/** Of which each block of the key takes one of its own: its bytes, and the milliseconds of 1,000 rounds. */
const digests: Readonly<Record<string, { readonly bytes: number; readonly ms: number }>> = {
  sha1: { bytes: 20, ms: 0.25 },
  sha256: { bytes: 32, ms: 0.25 },
  sha384: { bytes: 48, ms: 0.7 },
  sha512: { bytes: 64, ms: 0.7 },
};

export const recognises = (storedHash: string): boolean => /^(?:\$pbkdf2[-$]|\{PBKDF2[-}]|pbkdf2_)/i.test(storedHash);

export function read(storedHash: string): ForeignHash | undefined {
  const django = djangoForm.exec(storedHash);
  if (django) {
    const [, digest = '', rounds, salt = '', key = ''] = django;
    return hashOf(digest, Number(rounds), Buffer.from(salt), bytesOfBase64(key));
  }
  const [, phcDigest, ldapDigest, rounds, length, salt = '', keyText = ''] = form.exec(storedHash) ?? [];
  const key = bytesOfBase64(keyText);
  if (length !== undefined && Number(length) !== key?.length) return undefined;
  const digest = (phcDigest ?? ldapDigest ?? 'sha1').toLowerCase();
  return hashOf(digest, Number(rounds), bytesOfBase64(salt), key);
}

function hashOf(
  digest: string,
  rounds: number,
  salt: Buffer | undefined,
  key: Buffer | undefined,
): ForeignHash | undefined {
  if (!Object.hasOwn(digests, digest) || !salt || !key || !areUsual(salt, key)) return undefined;
  return {
    cost: pbkdf2Cost(digest, rounds, key.length),
    matches: (password) => timingSafeEqual(pbkdf2Sync(password, salt, rounds, key.length, digest), key),
  };
}

/** @param digest `sha1`, `sha256`, `sha384` or `sha512`. */
export function pbkdf2Cost(digest: string, rounds: number, keyBytes: number): HashCost {
  const { bytes, ms } = digests[digest] ?? { bytes: 1, ms: Number.POSITIVE_INFINITY };
  const blocks = Math.ceil(keyBytes / bytes);
  return { kind: `pbkdf2-${digest} i=${rounds},blocks=${blocks}`, ms: (rounds / 1000) * blocks * ms };
}
