import { FifoQueue } from './fifo-queue.ts';

/** What waits under one key, and the parts of it that wait under keys of their own. */
class Part<T> {
  /** In the part and all of its parts. */
  length = 0;
  /** Waits for the part itself: served before its parts. */
  readonly own = new FifoQueue<T>();
  readonly parts = new Map<string, Part<T>>();
  /** The parts, in the order of their turns. */
  readonly turns = new FifoQueue<Part<T>>();
  readonly key: string;
  leaveTurns: () => boolean = () => false;

  constructor(key: string) {
    this.key = key;
  }
}

/**
 * A queue that serves in turn instead of in the order of arrival. Items wait under paths, such as organization,
 * network, account: of the keys at one level, each is served once before any is served again, and so on below it.
 * However many items one key has, another one waits for one of them. What waits under a shorter path goes before what
 * waits below it.
 */
export class FairQueue<T> {
  readonly #root = new Part<T>('');

  get length(): number {
    return this.#root.length;
  }

  /** Returns the function that takes the item out again, which tells whether it was still waiting. */
  join(path: readonly string[], item: T): () => boolean {
    const way = [this.#root];
    for (const key of path) way.push(partOf(way.at(-1) as Part<T>, key));
    const leave = (way.at(-1) as Part<T>).own.join(item);
    for (const part of way) part.length += 1;
    return () => {
      const wasWaiting = leave();
      if (wasWaiting) shorten(way);
      return wasWaiting;
    };
  }

  /** Takes out the item whose turn it is. */
  next(): T | undefined {
    const way = [this.#root];
    let part: Part<T> | undefined = this.#root;
    while (part.own.length === 0) {
      part = part.turns.shift();
      if (part === undefined) return undefined;
      way.push(part);
    }
    const item = part.own.shift();
    for (const [level, served] of way.slice(1).entries())
      served.leaveTurns = (way[level] as Part<T>).turns.join(served);
    shorten(way);
    return item;
  }

  /** How many items wait under the path. */
  waiting(path: readonly string[]): number {
    return this.#find(path).at(path.length)?.length ?? 0;
  }

  /**
   * After how many others an item that joins now would be served at the latest, if nothing joined after it.
   *
   * @param nth its position among the items under its path, from 1.
   */
  ahead(path: readonly string[], nth: number = this.waiting(path) + 1): number {
    const way = this.#find(path);
    const rounds = path.reduceRight((served, key, level) => {
      const part = way[level];
      if (part === undefined) return served;
      const keys = part.parts.size + (part.parts.has(key) ? 0 : 1);
      return Math.min(served * keys + part.own.length, part.length + 1);
    }, nth);
    return rounds - 1;
  }

  /** The parts along the path, as far as there are any. */
  #find(path: readonly string[]): readonly Part<T>[] {
    const way = [this.#root];
    for (const key of path) {
      const part = way.at(-1)?.parts.get(key);
      if (part === undefined) break;
      way.push(part);
    }
    return way;
  }
}

function partOf<T>(parent: Part<T>, key: string): Part<T> {
  const found = parent.parts.get(key);
  if (found !== undefined) return found;
  const part = new Part<T>(key);
  parent.parts.set(key, part);
  part.leaveTurns = parent.turns.join(part);
  return part;
}

/** One item less along the way. Parts in which nothing waits are forgotten. */
function shorten<T>(way: readonly Part<T>[]): void {
  for (const [level, part] of way.entries()) {
    part.length -= 1;
    const parent = way[level - 1];
    if (part.length > 0 || parent === undefined) continue;
    parent.parts.delete(part.key);
    part.leaveTurns();
  }
}
