import { randomInt } from 'node:crypto';

/** Letters and digits that nobody takes for one another when they are read out or typed. */
const alphabets = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789'] as const;
const letters = alphabets.join('');

const fewestGroups = 5;
const groupLength = 4;

/**
 * A random password for a person to type, such as `k7Qm-x2Rd-Hn4p-9sWt-bE3v`: 115 bits, with letters of both cases, digits and a
 * sign, so that it keeps the rules that organizations have.
 *
 * @param least how many characters it has at least.
 */
export function generatePassword(least = 0): string {
  const groups = Math.max(fewestGroups, Math.ceil((least + 1) / (groupLength + 1)));
  for (;;) {
    const drawn = Array.from({ length: groups * groupLength }, () => letters[randomInt(letters.length)] ?? '');
    // One in twenty is drawn anew, mostly for want of a digit.
    if (!alphabets.every((alphabet) => drawn.some((letter) => alphabet.includes(letter)))) continue;
    return Array.from({ length: groups }, (_, index) =>
      drawn.slice(index * groupLength, (index + 1) * groupLength).join(''),
    ).join('-');
  }
}
