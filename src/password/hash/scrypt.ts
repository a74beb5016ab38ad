import { scryptSync, timingSafeEqual } from 'node:crypto';
import { ceiling } from './argon2id.ts';
import { bytesOfBase64 } from './base64.ts';
import { areUsual, type ForeignHash } from './foreign.ts';
import type { HashCost } from './scheme.ts';

/**
 * scrypt (RFC 7914) as a PHC string (`$scrypt$ln=14,r=8,p=1$<salt>$<key>`, with the logarithm of N) and as Django stores it
 * (`scrypt$<N>$<salt as text>$<r>$<p>$<key>`).
 */
export const name = 'scrypt';

/** RFC 7914 section 2. */
export interface ScryptParameters {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

const number = String.raw`([1-9]\d{0,6})`;
const form = new RegExp(String.raw`^\$scrypt\$ln=${number},r=${number},p=${number}\$([\w+/]+)\$([\w+/]+)$`);
const djangoForm = new RegExp(String.raw`^scrypt\$${number}\$([!-#%-~]+)\$${number}\$${number}\$([\w+/]+={0,2})$`);

export const recognises = (storedHash: string): boolean => /^\$?scrypt\$/.test(storedHash);

export function read(storedHash: string): ForeignHash | undefined {
  const django = djangoForm.exec(storedHash);
  if (django) {
    const [, N, salt = '', r, p, key = ''] = django;
    return hashOf({ N: Number(N), r: Number(r), p: Number(p) }, Buffer.from(salt), bytesOfBase64(key));
  }
  const [, ln, r, p, salt = '', key = ''] = form.exec(storedHash) ?? [];
  return hashOf({ N: 2 ** Number(ln), r: Number(r), p: Number(p) }, bytesOfBase64(salt), bytesOfBase64(key));
}

function hashOf(
  parameters: ScryptParameters,
  salt: Buffer | undefined,
  key: Buffer | undefined,
): ForeignHash | undefined {
  if (!isBearable(parameters) || !salt || !key || !areUsual(salt, key)) return undefined;
  return {
    cost: scryptCost(parameters),
    matches: (password) => timingSafeEqual(scryptKey(password, salt, key.length, parameters), key),
  };
}

/** N is a power of two below 2^(16 r), as the RFC asks; at most as much memory as for Argon2. */
export const isBearable = ({ N, r, p }: ScryptParameters): boolean =>
  N > 1 && Number.isInteger(Math.log2(N)) && Math.log2(N) < 16 * r && 128 * r * (N + p) <= ceiling.memoryKiB * 1024;

export const scryptCost = ({ N, r, p }: ScryptParameters): HashCost => ({
  kind: `scrypt N=${N},r=${r},p=${p}`,
  ms: N * r * p * 4e-4,
});

/** The memory that OpenSSL allows itself is a little more than the blocks take. */
export const scryptKey = (password: string, salt: Buffer, bytes: number, { N, r, p }: ScryptParameters): Buffer =>
  scryptSync(password, salt, bytes, { N, r, p, maxmem: 128 * r * (N + p + 2) + 1024 * 1024 });
