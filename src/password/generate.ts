import { randomInt } from 'node:crypto';
import { contextWords, type Person } from './context-words.ts';
import { type Complexity, defaultComplexity, judgePassword, nothingForbidden } from './policy.ts';

/** Letters and digits that nobody takes for one another when they are read out or typed. */
const letters = 'ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789';

const fewestGroups = 5;
const groupLength = 4;

/** Every kind of characters that an organization can ask for, whether this one does or not. */
const everyKind = { requireNonAlphanumeric: true, requireDigit: true, requireLower: true, requireUpper: true };

/**
 * A random password for a person to type, such as `k7Qm-x2Rd-Hn4p-9sWt-bE3v`: 115 bits, with letters of both cases, digits and a
 * sign. It is as long as the organization asks for.
 *
 * @param words that must not be in it: see `contextWords`.
 */
export function generatePassword(complexity: Complexity = defaultComplexity, words: readonly string[] = []): string {
  const groups = Math.max(fewestGroups, Math.ceil((complexity.minimumLength + 1) / (groupLength + 1)));
  const unlisted = { refusesCommon: false, refusesBreached: false, refusesContext: true };
  const policy = { ...complexity, ...everyKind, ...unlisted };
  for (;;) {
    const password = Array.from({ length: groups }, drawGroup).join('-');
    // One in twenty is drawn anew, mostly for want of a digit.
    const verdicts = judgePassword(password, policy, { ...nothingForbidden, words });
    if (verdicts.every(({ isKept }) => isKept)) return password;
  }
}

/** As `generatePassword`, without the names of the person, whether the organization refuses these or not. */
export const generateFor = (person: Person, organization: string, complexity?: Complexity): string =>
  generatePassword(complexity, contextWords(person, organization));

const drawGroup = (): string =>
  Array.from({ length: groupLength }, () => letters[randomInt(letters.length)] ?? '').join('');
