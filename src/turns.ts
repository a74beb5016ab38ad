import { setImmediate as immediate } from 'node:timers/promises';

// The one way in which long work gives the event loop back. Every room may import it: a loop over more than a page goes
// through `inTurns`, so that other requests are served between two of its slices.

/** How long all such work together may take in one turn of the event loop. */
const sliceMs = 5;

/** When the work of this turn began; undefined before it did. */
let began: number | undefined;

/** Resolves in the next turn of the event loop, when what waited before it has been done. */
export const nextTurn = (): Promise<void> => immediate();

/** Who waits for a turn with time left, in the order in which they came. */
const waiting: (() => void)[] = [];

const isUsedUp = (): boolean => began !== undefined && performance.now() - began > sliceMs;

/**
 * Waits for the next turn when this one had enough work, behind those who wait already: work that always uses up its turn cannot
 * keep another one waiting that has, for instance, a transaction open.
 *
 * @returns undefined when there is nothing to wait for.
 */
export function takeTurns(): Promise<void> | undefined {
  if (waiting.length === 0 && !isUsedUp()) {
    begin();
    return undefined;
  }
  return new Promise((resolve) => {
    waiting.push(resolve);
    setImmediate(admitFirst);
  });
}

/** Called in each turn once for each who waits, and admits them for as long as there is time left. */
function admitFirst(): void {
  if (isUsedUp()) return void setImmediate(admitFirst);
  begin();
  waiting.shift()?.();
}

function begin(): void {
  if (began !== undefined) return;
  began = performance.now();
  setImmediate(() => {
    began = undefined;
  });
}

/**
 * The elements, one after the other, with a pause whenever the work on them has taken long enough. The first one comes at
 * once: a caller that has no more is done, and does not wait for what is long.
 */
export async function* inTurns<T>(elements: Iterable<T>): AsyncGenerator<T> {
  let isFirst = true;
  for (const element of elements) {
    const turn = isFirst ? undefined : takeTurns();
    if (turn) await turn;
    isFirst = false;
    yield element;
  }
}

/** The elements in portions of this size. */
export function* portions<T>(all: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < all.length; start += size) yield all.slice(start, start + size);
}

/**
 * Works on the elements in their order, and begins on each before the one before it is done, so that the one that does the work, such
 * as a thread, need not wait for what comes next. Two are worked on at most; both have come to their end when one fails.
 */
export async function oneAhead<T>(elements: Iterable<T>, work: (element: T) => Promise<unknown>): Promise<void> {
  let [before, last]: Promise<unknown>[] = [];
  try {
    for await (const element of inTurns(elements)) {
      [before, last] = [last, work(element)];
      // Its failure is for the caller that waits for it, in the next round.
      last.catch(() => {});
      await before;
    }
    await last;
  } finally {
    await Promise.allSettled([before, last]);
  }
}

/** What `work` makes of each of the elements. */
export async function mapInTurns<T, R>(elements: readonly T[], work: (element: T, index: number) => R): Promise<R[]> {
  const made: R[] = [];
  for (const element of elements) {
    const turn = made.length === 0 ? undefined : takeTurns();
    if (turn) await turn;
    made.push(work(element, made.length));
  }
  return made;
}

/** So many are sorted, or put together, without a pause. */
const sortedAtOnce = 1000;

/** As `toSorted`. */
export async function sortInTurns<T>(elements: readonly T[], compare: (one: T, other: T) => number): Promise<T[]> {
  let runs: T[][] = [];
  for await (const run of inTurns(portions(elements, sortedAtOnce))) runs.push(run.toSorted(compare));
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (const [one = [], other = []] of portions(runs, 2)) merged.push(await merge(one, other, compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(one: readonly T[], other: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  const both: T[] = [];
  for (let [at, from] = [0, 0]; at < one.length || from < other.length; ) {
    if (both.length % sortedAtOnce === 0) await takeTurns();
    const isFirst = from >= other.length || (at < one.length && compare(one[at] as T, other[from] as T) <= 0);
    both.push((isFirst ? one[at++] : other[from++]) as T);
  }
  return both;
}
