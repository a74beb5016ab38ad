import { type IdentityError, identityError } from '../errors.ts';
import type { Breach } from './breached.ts';
import { containsAny } from './context-words.ts';
import { normalizePassword } from './normalization.ts';

/** How long a new password is and of what it consists: the setting `Auth.Password.PasswordComplexity`. */
export interface Complexity {
  /** In Unicode code points: 1–256. */
  readonly minimumLength: number;
  /** At least one character that is no ASCII letter or digit. */
  readonly requireNonAlphanumeric: boolean;
  readonly requireDigit: boolean;
  readonly requireLower: boolean;
  readonly requireUpper: boolean;
  /** How many different UTF-16 units the password must have. */
  readonly uniqueCharacters: number;
}

/** What a new password must satisfy. */
export interface PasswordPolicy extends Complexity {
  /** Not one of those that many people have. */
  readonly refusesCommon: boolean;
  /** Not one of those that became public in a breach. */
  readonly refusesBreached: boolean;
  /** No name of the person, of the organization or of this product in it. */
  readonly refusesContext: boolean;
}

export const defaultComplexity: Complexity = Object.freeze({
  minimumLength: 8,
  requireNonAlphanumeric: false,
  requireDigit: true,
  requireLower: true,
  requireUpper: false,
  uniqueCharacters: 1,
});

/** The policy of an organization that has not set one. */
export const defaultPolicy: PasswordPolicy = Object.freeze({
  ...defaultComplexity,
  refusesCommon: false,
  refusesBreached: false,
  refusesContext: false,
});

/** What passwords of one person are compared with, as far as the policy asks for it. */
export interface Forbidden {
  /** See `contextWords`. */
  readonly words: readonly string[];
  /** Undefined where the list is not at hand. */
  readonly isCommon: ((password: string) => boolean) | undefined;
  /** What was found out about the password that is judged; undefined where nobody has looked it up. */
  readonly breach?: Breach | undefined;
}

export const nothingForbidden: Forbidden = Object.freeze({ words: [], isCommon: undefined });

/** The largest minimum length that a policy may ask for. */
const longestMinimum = 256;

/**
 * The longest password, in code points, that is worth hashing. A longer one is refused before the hash queue, so that no
 * body can make queued passwords fill the memory. Far above any policy and any pass phrase a person types.
 */
export const maximumPasswordLength = 4096;

/** Whether the text is longer than any password. */
export function isTooLong(text: string): boolean {
  if (text.length <= maximumPasswordLength) return false;
  // What is longer in pairs of UTF-16 units need not be counted.
  return text.length > 2 * maximumPasswordLength || codePoints(text) > maximumPasswordLength;
}

/** Whether the text can be anybody's password at all: it is worth a hash. */
export const canBePassword = (text: string): boolean => text !== '' && !isTooLong(text);

/** What is said of one rule. */
export interface Verdict {
  /** What is reported when it is broken. */
  readonly error: IdentityError;
  /** Undefined where that cannot be told here. */
  readonly isKept: boolean | undefined;
}

/**
 * Every rule of the policy, in the order in which ASP.NET Core Identity reports them and then ours, with what it says of
 * the password: the one place where passwords are judged. A missing password is judged as an empty one, and any in the
 * spelling that is kept.
 */
export function judgePassword(
  password: string | null,
  policy: PasswordPolicy,
  { words, isCommon, breach }: Forbidden,
): readonly Verdict[] {
  const text = normalizePassword(password ?? '');
  const { minimumLength, uniqueCharacters } = policy;
  const isLongEnough = !isBlank(text) && codePoints(text) >= minimumLength;
  const rules: readonly (readonly [isAsked: boolean, isKept: boolean | undefined, error: IdentityError])[] = [
    [true, isLongEnough, identityError('PasswordTooShort', minimumLength)],
    [policy.requireNonAlphanumeric, /[^0-9A-Za-z]/.test(text), identityError('PasswordRequiresNonAlphanumeric')],
    [policy.requireDigit, /[0-9]/.test(text), identityError('PasswordRequiresDigit')],
    [policy.requireLower, /[a-z]/.test(text), identityError('PasswordRequiresLower')],
    [policy.requireUpper, /[A-Z]/.test(text), identityError('PasswordRequiresUpper')],
    [true, distinctUnits(text) >= uniqueCharacters, identityError('PasswordRequiresUniqueChars', uniqueCharacters)],
    [policy.refusesCommon, isCommon && !isCommon(text), identityError('PasswordTooCommon')],
    [policy.refusesBreached, isUnbreached(breach), identityError('PasswordBreached')],
    [policy.refusesContext, !containsAny(text, words), identityError('PasswordContainsContext')],
  ];
  return rules.filter(([isAsked]) => isAsked).map(([, isKept, error]) => ({ isKept, error }));
}

const isUnbreached = (breach: Breach | undefined): boolean | undefined =>
  breach === undefined || breach === 'unanswered' ? undefined : breach === 'absent';

/**
 * Every rule that the password breaks, or of which it cannot be told; empty when it is acceptable. Only that nobody answered
 * whether it was breached is no reason.
 */
export const brokenRules = (
  password: string | null,
  { policy, forbidden }: { readonly policy: PasswordPolicy; readonly forbidden: Forbidden },
): readonly IdentityError[] =>
  judgePassword(password, policy, forbidden)
    .filter(({ isKept, error: { code } }) => {
      const isExcused = code === 'PasswordBreached' && forbidden.breach === 'unanswered';
      return isKept !== true && !isExcused;
    })
    .map(({ error }) => error);

/** Unicode's White_Space is exactly what .NET's `char.IsWhiteSpace` accepts; `\s` is not (U+FEFF in, U+0085 out). */
function isBlank(text: string): boolean {
  return /^\p{White_Space}*$/u.test(text);
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

function distinctUnits(text: string): number {
  return new Set(text.split('')).size;
}

/**
 * Reads the value of the setting `Auth.Password.PasswordComplexity`: the JSON text of an object such as
 * `{"hasSpecialCharacter":false,"hasLowercase":true,"hasUppercase":false,"hasDigit":true,"Length":"8"}`. Names are
 * compared without regard to case, an absent member has its default, an unknown one is ignored; but where none is
 * known, somebody meant other names. Returns what it asks for, or the reason why the text is refused.
 */
export function parseComplexity(text: string): Complexity | string {
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
    requireNonAlphanumeric: flag('hasspecialcharacter', defaultComplexity.requireNonAlphanumeric),
    requireDigit: flag('hasdigit', defaultComplexity.requireDigit),
    requireLower: flag('haslowercase', defaultComplexity.requireLower),
    requireUpper: flag('hasuppercase', defaultComplexity.requireUpper),
    uniqueCharacters: defaultComplexity.uniqueCharacters,
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
    return defaultComplexity.minimumLength;
  }
  const length = typeof member === 'string' && /^[0-9]+$/.test(member) ? Number(member) : member;
  if (typeof length !== 'number' || !Number.isInteger(length) || length < 1 || length > longestMinimum) {
    return undefined;
  }
  return length;
}
