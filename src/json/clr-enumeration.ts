/** The reading of an enumeration's text as the library does it: a name in any case, a number, or a list of names. */
import { trimWhiteSpace } from './clr-char.ts';
import { parseInt32Text } from './clr-number.ts';
import { foldCase } from './shape-facts.ts';

/** The number that the text stands for, or undefined when it stands for none. */
export function parseEnumeration(names: readonly string[], text: string): number | undefined {
  const exact = names.indexOf(text);
  if (exact >= 0) return exact;
  const trimmed = trimWhiteSpace(text);
  const blanks = text.indexOf(trimmed);
  if (!/^[0-9+-]/.test(trimmed)) return trimmed === '' ? undefined : combined(names, text.slice(blanks));
  const number = parseInt32Text(trimmed);
  if (number === 'overflow') return undefined;
  if (number !== 'invalid') return Number(number);
  // The library drops the blanks and then skips as many characters again; where nothing is left, it is content.
  return blanks > trimmed.length ? 0 : combined(names, trimmed.slice(blanks));
}

/** Names divided by commas are combined bit by bit, even in an enumeration that was not made for it. */
function combined(names: readonly string[], text: string): number | undefined {
  const folded = names.map(foldCase);
  let result = 0;
  for (const part of text.split(',')) {
    const number = folded.indexOf(foldCase(trimWhiteSpace(part)));
    if (number < 0) return undefined;
    result |= number;
  }
  return result;
}
