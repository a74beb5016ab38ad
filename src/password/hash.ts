import * as argon2 from './hash/argon2.ts';
import * as argon2id from './hash/argon2id.ts';
import * as aspNetIdentity from './hash/aspnet-identity.ts';
import * as bcrypt from './hash/bcrypt.ts';
import * as bcryptSha256 from './hash/bcrypt-sha256.ts';
import * as firebaseScrypt from './hash/firebase-scrypt.ts';
import { foreign } from './hash/foreign.ts';
import * as ldap from './hash/ldap.ts';
import * as pbkdf2 from './hash/pbkdf2.ts';
import * as phpass from './hash/phpass.ts';
import type { Argon2Parameters, HashCost, HashScheme } from './hash/scheme.ts';
import * as scrypt from './hash/scrypt.ts';
import * as shaCrypt from './hash/sha-crypt.ts';
import { normalizePassword, spellingsOf } from './normalization.ts';

/** The closed list of schemes. */
const schemes: readonly HashScheme[] = [
  argon2id,
  ...[argon2, aspNetIdentity, bcrypt, bcryptSha256, firebaseScrypt, ldap].map(foreign),
  ...[pbkdf2, phpass, scrypt, shaCrypt].map(foreign),
];

/** In characters. No acceptable hash is longer, so that what anybody sends is told apart at once. */
const longestHash = 1000;

/** The name of the scheme in which new hashes are made. */
export const newHashScheme = argon2id.name;

/** The scheme that the stored hash is written in; undefined when there is none. */
export function schemeOf(storedHash: string): HashScheme | undefined {
  if (storedHash.length > longestHash) return undefined;
  return schemes.find((scheme) => scheme.recognises(storedHash));
}

/**
 * A new hash of the password in its one spelling, to be stored as it is. Computes for milliseconds: for the threads of
 * the hash pool.
 */
export function hashPassword(password: string, parameters: Argon2Parameters): string {
  return argon2id.hash(normalizePassword(password), parameters);
}

/**
 * Whether the password is the one that was hashed, however the device that it was typed on spells it. What was hashed
 * before there was one spelling, or elsewhere, is compared as it was sent, too: two hashes at most, and as many for every
 * stored hash. Computes for milliseconds: for the threads of the hash pool.
 */
export function verifyPassword(storedHash: string, password: string): boolean {
  const scheme = schemeOf(storedHash);
  return scheme !== undefined && spellingsOf(password).some((spelling) => scheme.verify(storedHash, spelling));
}

/** A hash that no password has and that costs as much to verify as one made with `parameters`. */
export function decoyHash(parameters: Argon2Parameters): string {
  return argon2id.decoy(parameters);
}

/** Whether a hash that was made elsewhere may be stored: its scheme is known, its form right, its cost acceptable. */
export function isAcceptable(storedHash: string): boolean {
  return schemeOf(storedHash)?.isAcceptable(storedHash) ?? false;
}

/** What it takes to verify a stored hash; undefined when it verifies nothing. */
export function costOf(storedHash: string): HashCost | undefined {
  return schemeOf(storedHash)?.costOf(storedHash);
}

/** The same as it is stored beside a hash that was made elsewhere, in whole milliseconds; null for one that verifies nothing. */
export function storedCostOf(storedHash: string): number | null {
  const cost = costOf(storedHash);
  return cost === undefined ? null : Math.ceil(cost.ms);
}

/** Whether the hash should be replaced the next time the password is known, because a new one would be stronger. */
export function isOutdated(storedHash: string, parameters: Argon2Parameters): boolean {
  return schemeOf(storedHash)?.isOutdated(storedHash, parameters) ?? true;
}
