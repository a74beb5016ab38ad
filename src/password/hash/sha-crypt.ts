import { hash as digestOf } from 'node:crypto';
import { equalInConstantTime } from '../../constant-time.ts';
import { cryptBase64 } from './crypt-base64.ts';
import type { ForeignHash } from './foreign.ts';

/**
 * SHA-crypt of Unix systems (U. Drepper, *Unix crypt using SHA-256 and SHA-512*, 2007): `$5$` and `$6$`, with
 * `rounds=N$` before the salt where there are not 5,000; also as LDAP servers store it (`{CRYPT}$6$…`).
 */
export const name = 'sha-crypt';

const form =
  /^(?:\{CRYPT\})?\$([56])\$(?:rounds=([1-9]\d{3,8})\$)?([^$:\n]{0,16})\$([./A-Za-z\d]{43}|[./A-Za-z\d]{86})$/i;

const usualRounds = 5000;

/** By the identifier: the digest, its bytes, and the milliseconds of 1,000 rounds. */
const digests = {
  5: { digest: 'sha256', bytes: 32, ms: 0.75, order: orderOf([0, 10, 20], 10, 2, [31, 30]) },
  6: { digest: 'sha512', bytes: 64, ms: 0.85, order: orderOf([0, 21, 42], 21, 1, [63]) },
} as const;

/**
 * In bytes of UTF-8. What every round hashes grows with the password, so that a long one would decide how long a sign-in takes: one
 * of 256 bytes takes less than twice the time of a short one. musl stops there as well.
 */
const longestPassword = 256;

export const recognises = (storedHash: string): boolean => /^(?:\{CRYPT\})?\$[56]\$/i.test(storedHash);

export function read(storedHash: string): ForeignHash | undefined {
  const [, identifier = '', given, saltText = '', key = ''] = form.exec(storedHash) ?? [];
  const digest = digests[identifier as unknown as keyof typeof digests];
  const rounds = Number(given ?? usualRounds);
  if (!digest || key.length !== Math.ceil((digest.bytes * 4) / 3)) return undefined;
  const salt = Buffer.from(saltText);
  return {
    cost: { kind: `crypt-${digest.digest} rounds=${rounds}`, ms: (rounds / 1000) * digest.ms },
    matches: (text) => {
      const password = Buffer.from(text);
      if (password.length > longestPassword) return false;
      const made = cryptBase64(compute(digest.digest, password, salt, rounds), digest.order);
      return equalInConstantTime(made, key);
    },
  };
}

/** The steps are numbered as in the specification. */
function compute(digest: string, password: Buffer, salt: Buffer, rounds: number): Buffer {
  const hash = (...parts: readonly Buffer[]) => digestOf(digest, Buffer.concat(parts), 'buffer');
  const b = hash(password, salt, password); // Steps 4 to 8.
  const bits: Buffer[] = [];
  for (let left = password.length; left > 0; left >>= 1) bits.push(left % 2 === 1 ? b : password); // Step 11.
  const a = hash(password, salt, repeated(b, password.length), ...bits);
  const p = repeated(hash(...Array<Buffer>(password.length).fill(password)), password.length); // Steps 13 to 16.
  const s = repeated(hash(...Array<Buffer>(16 + (a[0] ?? 0)).fill(salt)), salt.length); // Steps 17 to 20.
  return inRounds(digest, a, { p, s }, rounds);
}

/**
 * Step 21: each round hashes the result of the one before, between copies of P and S of which the number of the round decides. After
 * 42 rounds they come back, so that what is hashed is laid out once, with room for the result.
 */
function inRounds(digest: string, a: Buffer, { p, s }: { readonly p: Buffer; readonly s: Buffer }, rounds: number) {
  const layouts = Array.from({ length: 42 }, (_, round) => {
    const isOdd = round % 2 === 1;
    const between = [...(round % 3 === 0 ? [] : [s]), ...(round % 7 === 0 ? [] : [p])];
    const text = Buffer.concat(isOdd ? [p, ...between, a] : [a, ...between, p]);
    return { text, place: isOdd ? text.length - a.length : 0 };
  });
  let result = a;
  for (let round = 0; round < rounds; round++) {
    const { text, place } = layouts[round % layouts.length] as (typeof layouts)[number];
    text.set(result, place);
    result = digestOf(digest, text, 'buffer');
  }
  return result;
}

/** Over and over, to this many bytes. */
const repeated = (bytes: Buffer, length: number): Buffer => Buffer.alloc(length, bytes);

/** Three bytes at a time from all parts of the digest (step 22), each time one further and in another order. */
function orderOf(first: readonly number[], times: number, turn: number, last: readonly number[]): readonly number[] {
  const order: number[] = [];
  for (let [group, left] = [first, times]; left > 0; left--) {
    order.push(...group);
    group = group.map((_, index) => (group[(index + turn) % 3] ?? 0) + 1);
  }
  return [...order, ...last];
}
