import { type IdentityError, identityError } from '../errors.ts';
import { normalizePassword } from './normalization.ts';

/** What a new password must satisfy. Lengths and counts are in UTF-16 units, as `string.length` counts. */
export interface PasswordPolicy {
  /** 1–256. */
  readonly minimumLength: number;
  /** At least one character that is no ASCII letter or digit. */
  readonly requireNonAlphanumeric: boolean;
  readonly requireDigit: boolean;
  readonly requireLower: boolean;
  readonly requireUpper: boolean;
  /** How many different characters the password must have. */
  readonly uniqueCharacters: number;
}

/** The policy of an organization that has not set one. */
export const defaultPolicy: PasswordPolicy = Object.freeze({
  minimumLength: 8,
  requireNonAlphanumeric: false,
  requireDigit: true,
  requireLower: true,
  requireUpper: false,
  uniqueCharacters: 1,
});

/** The largest minimum length that a policy may ask for. */
const longestMinimum = 256;

/**
 * The longest password, in UTF-16 units, that is worth hashing. A longer one is refused before the hash queue, so
 * that no body can make queued passwords fill the memory. Far above any policy and any pass phrase a person types.
 */
export const maximumPasswordLength = 4096;

/** Whether the text can be anybody's password at all: it is worth a hash. */
export const canBePassword = (text: string): boolean => text !== '' && text.length <= maximumPasswordLength;

/**
 * Every rule that the password breaks, in the order in which ASP.NET Core Identity reports them; empty when it is
 * acceptable. A missing password is judged as an empty one, and any in the spelling that is kept.
 */
export function brokenRules(password: string | null, policy: PasswordPolicy): IdentityError[] {
  const text = normalizePassword(password ?? '');
  const errors: IdentityError[] = [];
  if (isBlank(text) || text.length < policy.minimumLength) {
    errors.push(identityError('PasswordTooShort', policy.minimumLength));
  }
  if (policy.requireNonAlphanumeric && !/[^0-9A-Za-z]/.test(text)) {
    errors.push(identityError('PasswordRequiresNonAlphanumeric'));
  }
  if (policy.requireDigit && !/[0-9]/.test(text)) {
    errors.push(identityError('PasswordRequiresDigit'));
  }
  if (policy.requireLower && !/[a-z]/.test(text)) {
    errors.push(identityError('PasswordRequiresLower'));
  }
  if (policy.requireUpper && !/[A-Z]/.test(text)) {
    errors.push(identityError('PasswordRequiresUpper'));
  }
  if (distinctUnits(text) < policy.uniqueCharacters) {
    errors.push(identityError('PasswordRequiresUniqueChars', policy.uniqueCharacters));
  }
  return errors;
}

/** Unicode's White_Space is exactly what .NET's `char.IsWhiteSpace` accepts; `\s` is not (U+FEFF in, U+0085 out). */
function isBlank(text: string): boolean {
  return /^\p{White_Space}*$/u.test(text);
}

function distinctUnits(text: string): number {
  return new Set(text.split('')).size;
}

/**
 * Reads the value of the setting `Auth.Password.PasswordComplexity`: the JSON text of an object such as
 * `{"hasSpecialCharacter":false,"hasLowercase":true,"hasUppercase":false,"hasDigit":true,"Length":"8"}`. Names are
 * compared without regard to case, an absent member has its default, an unknown one is ignored; but where none is
 * known, somebody meant other names. Returns the policy, or the reason why the text is refused.
 */
export function parseComplexity(text: string): PasswordPolicy | string {
  const members = readObject(text);
  if (members === undefined) {
    return 'The password complexity must be the text of a JSON object.';
  }
  if (members.size > 0 && !known.some((name) => members.has(name.toLowerCase()))) {
    return `The password complexity has none of the members that are known: ${known.join(', ')}.`;
  }
  const minimumLength = readLength(members.get('length'));
  if (minimumLength === undefined) {
    return `The member 'Length' of the password complexity must be a whole number between 1 and ${longestMinimum}.`;
  }
  for (const name of knownFlags) {
    if (!['boolean', 'undefined'].includes(typeof members.get(name.toLowerCase()))) {
      return `The member '${name}' of the password complexity must be true or false.`;
    }
  }
  const flag = (name: string, whenAbsent: boolean) => (members.get(name) as boolean | undefined) ?? whenAbsent;
  return {
    minimumLength,
    requireNonAlphanumeric: flag('hasspecialcharacter', defaultPolicy.requireNonAlphanumeric),
    requireDigit: flag('hasdigit', defaultPolicy.requireDigit),
    requireLower: flag('haslowercase', defaultPolicy.requireLower),
    requireUpper: flag('hasuppercase', defaultPolicy.requireUpper),
    uniqueCharacters: defaultPolicy.uniqueCharacters,
  };
}

const knownFlags = ['hasSpecialCharacter', 'hasLowercase', 'hasUppercase', 'hasDigit'] as const;
const known = [...knownFlags, 'Length'] as const;

/** The members of the JSON object by their name in lower case; undefined when the text is no JSON object. */
function readObject(text: string): Map<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return undefined;
    }
    return new Map(Object.entries(value).map(([name, member]) => [name.toLowerCase(), member]));
  } catch {
    return undefined;
  }
}

/** The length is written as a string by the original, and as a number by people. */
function readLength(member: unknown): number | undefined {
  if (member === undefined) {
    return defaultPolicy.minimumLength;
  }
  const length = typeof member === 'string' && /^[0-9]+$/.test(member) ? Number(member) : member;
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 1 || length > longestMinimum) {
    return undefined;
  }
  return length;
}
