import { randomInt } from 'node:crypto';

/** Letters and digits that nobody takes for one another when they are read out or typed. */
const alphabets = ['ABCDEFGHJKLMNPQRSTUVWXYZ', 'abcdefghijkmnpqrstuvwxyz', '23456789'] as const;
const letters = alphabets.join('');

const groups = 5;
const groupLength = 4;

/**
 * A random password for a person to type, such as `k7Qm-x2Rd-Hn4p-9sWt-bE3v`: 115 bits, with letters of both cases, digits and a
 * sign, so that it keeps the rules that organizations have.
 */
export function generatePassword(): string {
  for (;;) {
    const drawn = Array.from({ length: groups * groupLength }, () => letters[randomInt(letters.length)] ?? '');
    // One in twenty is drawn anew, mostly for want of a digit.
    if (!alphabets.every((alphabet) => drawn.some((letter) => alphabet.includes(letter)))) continue;
    return Array.from({ length: groups }, (_, index) =>
      drawn.slice(index * groupLength, (index + 1) * groupLength).join(''),
    ).join('-');
  }
}
