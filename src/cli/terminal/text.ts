/** What a terminal would obey, or show in another order than it is written: names come from people. */
const unprintable = /[\p{Cc}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** The text with nothing in it that does something to a terminal. */
export const clean = (text: string): string => text.replace(unprintable, '\uFFFD');

/** The same for JSON, which goes on meaning what it meant. */
export const escaped = (json: string): string =>
  json.replace(unprintable, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

const wide =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Emoji_Presentation}\u3000-\u303E\uFF01-\uFF60\uFFE0-\uFFE6]/u;
const widthless = /[\p{Mn}\p{Me}\p{Cf}]/u;

/** How many columns of a terminal the text takes (Unicode Standard Annex 11, as far as terminals agree on it). */
export function widthOf(text: string): number {
  if (/^[\x20-\x7E]*$/.test(text)) return text.length;
  let width = 0;
  for (const letter of text) {
    if (!widthless.test(letter)) width += wide.test(letter) ? 2 : 1;
  }
  return width;
}

/** A moment as people read it, in UTC: `2026-11-24 02:42`. */
export const timeText = (at: number | null): string =>
  at === null ? 'never' : new Date(at).toISOString().slice(0, 16).replace('T', ' ');
