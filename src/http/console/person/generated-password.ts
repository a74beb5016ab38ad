import { randomInt } from 'node:crypto';

/** Letters and digits that nobody takes for another one when they are read out. */
const alphabets = ['abcdefghjkmnpqrstuvwxyz', 'ABCDEFGHJKLMNPQRSTUVWXYZ', '23456789'] as const;
const everything = alphabets.join('');
const groupLength = 5;

const oneOf = (alphabet: string): string => alphabet[randomInt(alphabet.length)] ?? '';

/**
 * A random password in groups that can be read out, with a letter of each case, a digit and a hyphen in it: four groups have
 * 115 bits.
 */
export function generatedPassword(groups: number): string {
  const characters = Array.from({ length: groups * groupLength }, () => oneOf(everything));
  // Each alphabet gets a place of its own.
  const start = randomInt(characters.length);
  for (const [index, alphabet] of alphabets.entries()) {
    characters[(start + index * groupLength) % characters.length] = oneOf(alphabet);
  }
  return Array.from({ length: groups }, (_, group) =>
    characters.slice(group * groupLength, (group + 1) * groupLength).join(''),
  ).join('-');
}
