import { createHash, randomBytes } from 'node:crypto';
import type { Factor } from '../directory/factor.ts';
import { base32, plainLetters } from './base32.ts';
import type { FactorVerifier } from './strategy.ts';

/**
 * Ten codes on paper, each good once, for people who have lost what they prove themselves with otherwise. They are made with
 * the first factor, and shown once.
 */
export const recoveryCodes: FactorVerifier = {
  kind: 'recoveryCodes',
  async verify(_tools, own, { text }) {
    const hash = hashOf(text);
    const factor = own.find((one) => hashesOf(one).includes(hash));
    return factor && { factor, state: stateOf(hashesOf(factor).filter((other) => other !== hash)) };
  },
};

const howMany = 10;

/** 120 bits: so many that a plain hash of them is enough (OWASP ASVS 5.0, 6.5.2). */
const codeBytes = 15;

interface RecoveryCodesState {
  /** SHA-256 of each code that was not used, in base64url. */
  readonly hashes: readonly string[];
}

interface NewRecoveryCodes {
  /** As people read them: six groups of four characters. They exist nowhere else. */
  readonly codes: readonly string[];
  readonly state: string;
}

export function newRecoveryCodes(): NewRecoveryCodes {
  const codes = Array.from({ length: howMany }, () => inGroups(base32(randomBytes(codeBytes), plainLetters)));
  return { codes, state: stateOf(codes.map(hashOf)) };
}

/** How many of a person's codes have not been used. */
export const recoveryCodesLeft = (factors: readonly Factor[]): number =>
  factors.filter(({ kind }) => kind === 'recoveryCodes').flatMap(hashesOf).length;

const inGroups = (code: string): string => (code.match(/.{4}/g) ?? []).join('-');

/** However the code was typed: with or without the strokes, in small letters, and with letters for the digits they look like. */
const asMade = (typed: string): string =>
  typed
    .toUpperCase()
    .replace(/[^0-9A-Z]/g, '')
    .replaceAll('O', '0')
    .replace(/[IL]/g, '1');

const hashOf = (code: string): string => createHash('sha256').update(asMade(code)).digest('base64url');

const stateOf = (hashes: readonly string[]): string => JSON.stringify({ hashes } satisfies RecoveryCodesState);

const hashesOf = ({ state }: Factor): readonly string[] => (JSON.parse(state) as RecoveryCodesState).hashes;
