/** What fingers and heads run along, in the layouts of English, German and Romanian keyboards. */
const rows = [
  '0123456789',
  'abcdefghijklmnopqrstuvwxyz',
  ...['qwertyuiopasdfghjklzxcvbnm', 'qwertzuiopasdfghjklyxcvbnm', 'qwertzuiopüasdfghjklöäyxcvbnm'],
  ...['1q2w3e4r5t6y7u8i9o0p', '1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p'],
];

const bothWays = rows.flatMap((row) => [row, [...row].reverse().join('')]);

/** Whether the text goes along one row, forwards or backwards, and begins anew at its end: `90123456789012345`. */
export const isSequence = (text: string): boolean =>
  bothWays.some((row) => row.repeat(Math.ceil(text.length / row.length) + 1).includes(text));

/** The longest unit that is looked for again and again. */
const longestUnit = 32;

/** A unit of so few letters is guessed whatever it is. */
const shortUnit = 4;

/** Whether the text is one unit again and again, the last one perhaps not whole: a short one, a row, or a common password. */
export function isRepetition(text: string, isCommon: (unit: string) => boolean): boolean {
  for (let length = 1; length <= Math.min(longestUnit, text.length / 2); length += 1) {
    const unit = text.slice(0, length);
    if (text !== unit.repeat(Math.ceil(text.length / length)).slice(0, text.length)) continue;
    return length <= shortUnit || isSequence(unit) || isCommon(unit);
  }
  return false;
}
