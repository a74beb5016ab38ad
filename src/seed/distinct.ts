import { refusal, type SeedPosition, spellPath, within } from './position.ts';

type Declared<Name extends string> = { readonly position: SeedPosition } & { readonly [N in Name]: string | undefined };

/**
 * Refuses two records of which this member is the same.
 *
 * @param comparable brings the values to the form in which they are compared.
 */
export function requireDistinct<const Name extends string>(
  records: readonly Declared<Name>[],
  member: Name,
  comparable: (value: string) => string = (value) => value,
): void {
  const seen = new Map<string, SeedPosition>();
  for (const record of records) {
    const value: string | undefined = record[member];
    if (value === undefined) continue;
    const first = seen.get(comparable(value));
    if (first) throw refusal(within(record.position, member), `is taken by ${spellPath(first)} already`);
    seen.set(comparable(value), record.position);
  }
}

/** Refuses a list of texts that holds one twice. */
export function requireDistinctItems(
  items: readonly string[],
  position: SeedPosition,
  comparable: (value: string) => string = (value) => value,
): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (seen.has(comparable(item))) throw refusal(within(position, index), 'is listed twice');
    seen.add(comparable(item));
  }
}
