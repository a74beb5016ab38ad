import { randomUUID } from 'node:crypto';

export const zeroUuid = '00000000-0000-0000-0000-000000000000';

/** A new record id: a random version-4 UUID (RFC 9562), lower case with hyphens. */
export const newId = (): string => randomUUID();

/** The first part of an id has so many values; larger numbers would not be exact. */
const places = 2 ** 48;

/**
 * Makes ids of records that are made together, each behind the one before: the first 48 bits are counted on from a number that
 * is drawn, the other 74 are drawn for each. They are as good as any others, but lie side by side in every index of the store,
 * where ids far apart would touch a page each.
 */
export function newIdsTogether(): () => string {
  let place = Number.parseInt(newId().replace('-', '').slice(0, 12), 16);
  return () => {
    const first = place.toString(16).padStart(12, '0');
    place = (place + 1) % places;
    return `${first.slice(0, 8)}-${first.slice(8)}-${newId().slice(14)}`;
  };
}

const hyphenated = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether the text is a UUID in the form in which they are stored: lower-case and hyphenated (RFC 9562 section 4). */
export const isUuid = (text: string): boolean => hyphenated.test(text);

const wrapped = /^(?:\{(.*)\}|\((.*)\))$/;

/**
 * Reads a UUID in any of the forms that .NET clients send: with or without hyphens, in braces or parentheses, in any
 * letter case. Returns the lower-case hyphenated form, or undefined when the text is none of these.
 */
export function parseUuid(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (hyphenated.test(lower)) return lower;
  const inner = wrapped.exec(lower);
  if (inner) {
    const value = inner[1] ?? inner[2] ?? '';
    return hyphenated.test(value) ? value : undefined;
  }
  if (!/^[0-9a-f]{32}$/.test(lower)) return undefined;
  return lower.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** An id of a record as it is stored: a UUID in its one form, any other text as it is. */
export const storedId = (text: string): string => parseUuid(text) ?? text;

/**
 * The ids under which a record named by `text` may be stored: the text itself, because any string is accepted as an id
 * when a record has it, and the canonical form when the text is a UUID in another spelling.
 */
export function candidateIds(text: string): readonly string[] {
  const uuid = parseUuid(text);
  return uuid === undefined || uuid === text ? [text] : [text, uuid];
}
