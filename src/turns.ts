import { setImmediate as immediate } from 'node:timers/promises';

// The one way in which long work gives the event loop back. Every room may import it: a loop over more than a page goes
// through `inTurns`, so that other requests are served between two of its slices.

/** How long all such work together may take in one turn of the event loop. */
const sliceMs = 5;

/** When the work of this turn began; undefined before it did. */
let began: number | undefined;

/** Resolves in the next turn of the event loop, when what waited before it has been done. */
export const nextTurn = (): Promise<void> => immediate();

/** Waits for the next turn when this one had enough work, and for another one when that is used up by others. */
export async function takeTurns(): Promise<void> {
  while (began !== undefined && performance.now() - began > sliceMs) await nextTurn();
  if (began !== undefined) return;
  began = performance.now();
  setImmediate(() => {
    began = undefined;
  });
}

/** The elements, one after the other, with a pause whenever the work on them has taken long enough. */
export async function* inTurns<T>(elements: Iterable<T>): AsyncGenerator<T> {
  for (const element of elements) {
    await takeTurns();
    yield element;
  }
}

/** The elements in portions of this size. */
export function* portions<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

/** What `work` makes of each of the elements. */
export async function mapInTurns<T, R>(elements: readonly T[], work: (element: T, index: number) => R): Promise<R[]> {
  const made: R[] = [];
  for await (const element of inTurns(elements)) made.push(work(element, made.length));
  return made;
}
