/** Paths: where in the document the reader stands, as it is written in messages and as the key of an error. */
import { shortened } from './fault.ts';

/** What a position is inside of. */
export type Container = 'None' | 'Object' | 'Array' | 'Constructor';

/** One level of nesting, as `JsonPosition` of the library: in an object the last member, in an array the last element. */
export interface JsonPosition {
  readonly container: Container;
  member: string;
  index: number;
}

/** A position at which nothing has been read yet. Outside of any container, the library counts from 0. */
export function newPosition(container: Container): JsonPosition {
  return { container, member: '', index: container === 'None' ? 0 : -1 };
}

/** The path through the positions, the outermost first. */
export function pathOf(positions: readonly JsonPosition[]): string {
  let path = '';
  for (const { container, member, index } of positions) {
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
