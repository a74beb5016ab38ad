/**
 * The one form in which names are compared, and looked for: user names, e-mail addresses, names of groups, robot accounts,
 * organizations, tenants and APIs, and setting keys. Without the blanks around it, in Unicode NFC, and in upper case, letter
 * by letter and whatever the locale: `straße` is not `strasse`. No letter becomes one of ASCII that was none, so that
 * nobody is taken for another by a letter that looks like no other (`ı`, `ſ`, the sign for kelvin).
 *
 * The same of what it answers, and of the name in lower case where each letter has one (Unicode, section 3.13).
 */
export function canonical(name: string): string {
  const trimmed = name.trim();
  if (!beyondAscii.test(trimmed)) return trimmed.toUpperCase();
  return composed(composed(trimmed).replace(anyCharacter, folded));
}

const beyondAscii = /[^\0-\x7f]/;
const anyCharacter = /./gsu;

/** Unicode says of these that they are the same as `;`, the grave accent and `K`. */
const asciiTwins = /[^\u037e\u1fef\u212a]+/g;

const composed = (text: string): string => text.replace(asciiTwins, (part) => part.normalize('NFC'));

/** By way of lower case, because some letters have one that do not go back: `ẞ`, `ϴ`, `ᾼ`. */
const folded = (letter: string): string => mapped(mapped(letter, 'toLowerCase'), 'toUpperCase');

/** The letter itself where several would take its place, or one of ASCII would. */
function mapped(letter: string, to: 'toLowerCase' | 'toUpperCase'): string {
  const other = letter[to]();
  const isOne = other.length === String.fromCodePoint(other.codePointAt(0) ?? 0).length;
  return isOne && (beyondAscii.test(other) || !beyondAscii.test(letter)) ? other : letter;
}
