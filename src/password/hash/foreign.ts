import type { HashCost, HashScheme } from './scheme.ts';

/** A stored hash that another product made, and that may be verified. */
export interface ForeignHash {
  readonly cost: HashCost;
  /** Whether it is a hash of these very characters, in UTF-8. Computes for as long as the cost says. */
  matches(password: string): boolean;
}

/**
 * A way in which another product hashes passwords, which Gatehouse verifies and never makes. Each is one file, whose exports are
 * these members.
 */
export interface ForeignScheme {
  readonly name: string;
  /** Whether the stored hash claims to be of this scheme; no two schemes claim the same one. */
  recognises(storedHash: string): boolean;
  /** Computes nothing. Undefined for one that is malformed, or has parameters that no product uses. */
  read(storedHash: string): ForeignHash | undefined;
}

/** A salt is never longer: what is longer was not made by any product, and is hashed for nothing. */
export const longestSalt = 64;

/** No product compares fewer bytes, and fewer could be hit by chance. */
const shortestKey = 16;
const longestKey = 64;

/** Whether salt and key have lengths that products give them. */
export const areUsual = (salt: Buffer | undefined, key: Buffer | undefined): boolean =>
  salt !== undefined &&
  key !== undefined &&
  salt.length > 0 &&
  salt.length <= longestSalt &&
  key.length >= shortestKey &&
  key.length <= longestKey;

/** In milliseconds. What takes longer is refused: a hash that was made elsewhere must not decide how long a sign-in takes. */
const slowestMs = 2000;

/**
 * A foreign scheme among ours. Its hashes are due to be renewed whatever their parameters. A password with a NUL is none of
 * theirs: HMAC and bcrypt take it for the end or the padding of another one.
 */
export function foreign({ name, recognises, read: readAny }: ForeignScheme): HashScheme {
  const read = (storedHash: string): ForeignHash | undefined => {
    const hash = readAny(storedHash);
    return hash && hash.cost.ms <= slowestMs ? hash : undefined;
  };
  return {
    name,
    recognises,
    isAcceptable: (storedHash) => read(storedHash) !== undefined,
    costOf: (storedHash) => read(storedHash)?.cost,
    verify: (storedHash, password) => (read(storedHash)?.matches(password) ?? false) && !password.includes('\0'),
    isOutdated: () => true,
  };
}
