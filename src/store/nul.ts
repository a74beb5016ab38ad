import { GatehouseError } from '../errors.ts';
import { isRead } from './changes.ts';

// The border of every store: PostgreSQL takes no text with a NUL character, and the embedded store holds none either, so that
// both answer alike and each can be moved to the other.

/** What stands in the place of what is no text, as for a half of a surrogate pair. */
export const replacement = '\ufffd';

/** A text as it can be looked for: nothing is found under one with a NUL. */
export const searchable = (text: string): string => text.replaceAll('\0', replacement).toWellFormed();

const hasNul = (value: unknown): boolean => typeof value === 'string' && value.includes('\0');

/** @throws GatehouseError BadRequest when one of the values to be stored is a text with a NUL. */
export function refuseNul(values: readonly unknown[]): void {
  if (values.some(hasNul)) throw new GatehouseError(noNul);
}

const noNul = { code: 'BadRequest', detail: 'The request holds a NUL character (U+0000), which no text may.' } as const;

/**
 * The parameters of a statement as both kinds of store take them: what reads or deletes finds nothing by a text with a NUL.
 *
 * @throws GatehouseError BadRequest when the statement could store such a text.
 */
export function parametersOf({ sql, parameters }: Statement): readonly unknown[] {
  if (!parameters.some(hasNul)) return parameters;
  if (!isRead(sql) && !/^\s*delete\b/i.test(sql)) refuseNul(parameters);
  return parameters.map((value) => (typeof value === 'string' ? searchable(value) : value));
}

interface Statement {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}
