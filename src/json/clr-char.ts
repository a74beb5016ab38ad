/** The character classes of .NET's `System.Char`, asked of one UTF-16 code unit. */

const WHITE_SPACE = /[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/;
const ALL_WHITE_SPACE = new RegExp(WHITE_SPACE, 'g');
const LETTER_OR_DIGIT = /[\p{L}\p{Nd}]/u;
const NUMBER = /\p{N}/u;

/** `Char.IsWhiteSpace`. Not the same set as JavaScript's `\s`, which has U+FEFF and lacks U+0085. */
export function isWhiteSpace(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return WHITE_SPACE.test(String.fromCharCode(code));
}

/** `Char.IsLetterOrDigit`. */
export function isLetterOrDigit(code: number): boolean {
  if (code < 0x80) return isDigit(code) || (code >= 0x41 && code <= 0x5a) || (code >= 0x61 && code <= 0x7a);
  return LETTER_OR_DIGIT.test(String.fromCharCode(code));
}

/** `Char.IsNumber`: digits of any script, fractions, superscripts, Roman numerals. */
export function isNumber(code: number): boolean {
  return code < 0x80 ? isDigit(code) : NUMBER.test(String.fromCharCode(code));
}

/** An ASCII digit. */
export function isDigit(code: number): boolean {
  return code >= 0x30 && code <= 0x39;
}

/** `String.Trim`. */
export function trimWhiteSpace(text: string): string {
  return trimWhere(text, isWhiteSpace);
}

/** The text without any character for which {@link isWhiteSpace} holds. */
export function withoutWhiteSpace(text: string): string {
  return text.replace(ALL_WHITE_SPACE, '');
}

/** The text without the characters at both ends for which `unwanted` holds. */
export function trimWhere(text: string, unwanted: (code: number) => boolean): string {
  let start = 0;
  let end = text.length;
  while (start < end && unwanted(text.charCodeAt(start))) start++;
  while (end > start && unwanted(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}
