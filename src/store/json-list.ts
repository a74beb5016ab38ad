import { searchable } from './nul.ts';

/**
 * A list as the JSON in which a statement takes it. Half of a surrogate pair is no text to PostgreSQL (RFC 8259 section 8.2),
 * and no text of a store has one.
 */
export function jsonList(list: readonly unknown[]): string {
  const json = JSON.stringify(list);
  // To look at each value by itself takes several times as long, and nearly no list needs it.
  if (!unusual.test(json)) return json;
  return JSON.stringify(list, (_, value: unknown) => (typeof value === 'string' ? searchable(value) : value));
}

/** How NUL and half of a pair are written (ECMA-262, section 25.5.2.3); or a backslash that stands before such letters. */
const unusual = /\\u(?:0000|d[89a-f])/;
