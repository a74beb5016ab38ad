import { inTurns, portions } from '../turns.ts';

/** As many as a statement finds in a few milliseconds. Full portions are alike, so that their statement stays prepared. */
export const idsPerStatement = 250;

/** Asks for the ids in portions, and returns everything that was found. */
export async function chunked<T>(
  ids: readonly string[],
  find: (portion: readonly string[]) => Promise<readonly T[]>,
): Promise<T[]> {
  const found: T[] = [];
  for await (const portion of inTurns(portions([...new Set(ids)], idsPerStatement)))
    found.push(...(await find(portion)));
  return found;
}
