import { hasPiledAccents } from './piled-accents.ts';

/**
 * The one form in which names are compared, and looked for: user names, e-mail addresses, names of groups, robot
 * accounts, organizations, tenants and APIs, and setting keys. Without the blanks around it, in Unicode NFC, and in
 * upper case, letter by letter and whatever the locale: `straße` is not `strasse`. No letter outside of ASCII becomes
 * one of ASCII, so that nobody is taken for another because of a letter that looks different (`ı`, `ſ`, the sign for
 * kelvin). What has piles of accents is left in pieces.
 *
 * Returns the same for what it returned, and for the name in lower case where each letter has one (Unicode, section
 * 3.13).
 */
export function canonical(name: string): string {
  const trimmed = name.trim();
  if (!beyondAscii.test(trimmed)) return trimmed.toUpperCase();
  return composed(upper(composed(trimmed)));
}

const beyondAscii = /[^\0-\x7f]/;

/** Unicode says of three characters that they are the same as `;`, the grave accent and `K`. */
const composed = (text: string): string =>
  hasPiledAccents(text) ? text : text.replace(/[^\u037e\u1fef\u212a]+/g, (part) => part.normalize('NFC'));

/** In stretches, because names come by the thousand: what has a capital of its own is left to the language. */
const upper = (text: string): string =>
  text
    .replace(oneWayCapitals, (capitals) => capitals.toLowerCase())
    .replace(withCapitals, (letters) => letters.toUpperCase());

/** `ϴ`, `ẞ` and Greek ones with an iota: they have small letters that do not lead back to them. */
const oneWayCapitals = /[\u03f4\u1e9e\u1f88-\u1f8f\u1f98-\u1f9f\u1fa8-\u1faf\u1fbc\u1fcc\u1ffc]+/g;

/** All but those whose capital is several letters (`ß`) or one of ASCII (`ı`, `ſ`). */
const withCapitals =
  /[^\u00df\u0131\u0149\u017f\u01f0\u0390\u03b0\u0587\u1e96-\u1e9a\u1f50\u1f52\u1f54\u1f56\u1f80-\u1f87\u1f90-\u1f97\u1fa0-\u1fa7\u1fb2-\u1fb4\u1fb6\u1fb7\u1fc2-\u1fc4\u1fc6\u1fc7\u1fd2\u1fd3\u1fd6\u1fd7\u1fe2-\u1fe4\u1fe6\u1fe7\u1ff2-\u1ff4\u1ff6\u1ff7\ufb00-\ufb06\ufb13-\ufb17]+/g;
