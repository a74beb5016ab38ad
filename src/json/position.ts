/** Paths: where in the document the reader stands, as it is written in messages and as the key of an error. */
import { shortened } from './fault.ts';

/** What a place is inside of. */
export type Container = 'None' | 'Object' | 'Array' | 'Constructor';

/** One level of nesting: in an object the member last named, in an array the element last begun. */
export interface Place {
  readonly container: Container;
  member: string;
  index: number;
}

/** A place where nothing has been read yet; outside of everything, the library counts from 0. */
export function newPlace(container: Container): Place {
  return { container, member: '', index: container === 'None' ? 0 : -1 };
}

/** The path through the places, outermost first. */
export function pathThrough(places: readonly Place[]): string {
  let path = '';
  for (const { container, member, index } of places) {
    const name = shortened(member);
    if (container !== 'Object') path += `[${index}]`;
    else if (NEEDS_QUOTES.test(name)) path += `['${escaped(name)}']`;
    else path += path === '' ? name : `.${name}`;
  }
  return shortened(path);
}

const NEEDS_QUOTES = /[. '/"[\]()\t\n\r\f\b\\\x85\u2028\u2029]/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is escaped
const ESCAPED = /[\0-\x1f'\\\x85\u2028\u2029]/g;

const SHORT_ESCAPES: Readonly<Record<string, string>> = {
  '\t': '\\t',
  '\n': '\\n',
  '\r': '\\r',
  '\f': '\\f',
  '\b': '\\b',
  '\\': '\\\\',
  "'": "\\'",
};

function escaped(member: string): string {
  return member.replace(ESCAPED, (c) => SHORT_ESCAPES[c] ?? `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
