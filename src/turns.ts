import { setImmediate as immediate } from 'node:timers/promises';

// The one place through which long work gives the event loop back. Everybody may import it: a loop over more than a
// page goes through `inTurns`, so that whoever waits is answered between two of its slices.

/** For so long there may be work in one turn of the event loop, whoever does it. */
const sliceMs = 5;

/** When the work of this turn began; undefined before it did. */
let began: number | undefined;

/** Resolves in the next turn of the event loop: whatever else waited for it has been done. */
export const nextTurn = (): Promise<void> => immediate();

/** Waits for the next turn when there was enough work in this one, and again when others were there first. */
export async function takeTurns(): Promise<void> {
  while (began !== undefined && performance.now() - began > sliceMs) await nextTurn();
  if (began !== undefined) return;
  began = performance.now();
  setImmediate(() => {
    began = undefined;
  });
}

/** The elements, one after the other, with a pause whenever what is done with them has taken long enough. */
export async function* inTurns<T>(elements: Iterable<T>): AsyncGenerator<T> {
  for (const element of elements) {
    await takeTurns();
    yield element;
  }
}

/** The elements, so many at a time. */
export function* portions<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

/** What `work` makes of each of the elements. */
export async function mapInTurns<T, R>(elements: readonly T[], work: (element: T, index: number) => R): Promise<R[]> {
  const made: R[] = [];
  for await (const element of inTurns(elements)) made.push(work(element, made.length));
  return made;
}
