import { searchable } from './nul.ts';

/**
 * A list as the JSON in which a statement takes it. Half of a surrogate pair is no text to PostgreSQL (RFC 8259 section 8.2),
 * and no text of a store has one.
 */
export const jsonList = (list: readonly unknown[]): string =>
  JSON.stringify(list, (_, value: unknown) => (typeof value === 'string' ? searchable(value) : value));
