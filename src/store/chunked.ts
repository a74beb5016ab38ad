/** A statement takes only so many values. Asks for the ids in portions, and answers everything that was found. */
export async function chunked<T>(
  ids: readonly string[],
  find: (portion: readonly string[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const found: T[] = [];
  for (const portion of portions([...new Set(ids)])) found.push(...(await find(portion)));
  return found;
}

/** Full portions are alike, so that their statement stays prepared. */
export function* portions<T>(all: readonly T[], size = 1000): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}
