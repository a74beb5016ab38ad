interface Entry<T> {
  readonly item: T;
}

/**
 * A first-in, first-out queue: joining, being served and leaving from the middle each take the same time, whatever the
 * length.
 */
export class FifoQueue<T> {
  /** A Set keeps the order of insertion. Each item is wrapped, so that the same one can wait twice. */
  readonly #entries = new Set<Entry<T>>();
  /** Goes on behind what was served, because beginning anew would pass over everything that was deleted before. */
  #order = this.#entries.values();

  get length(): number {
    return this.#entries.size;
  }

  /** Puts the item at the end. Returns the function that takes it out again, which tells whether it was still in. */
  join(item: T): () => boolean {
    const entry = { item };
    this.#entries.add(entry);
    return () => this.#entries.delete(entry);
  }

  /** Takes out the item that has waited longest. */
  shift(): T | undefined {
    const { value: entry } = this.#nextEntry();
    if (entry === undefined) return undefined;
    this.#entries.delete(entry);
    return entry.item;
  }

  /** An iterator that has come to the end once stays there. */
  #nextEntry(): IteratorResult<Entry<T>, undefined> {
    const next = this.#order.next();
    if (!next.done) return next;
    this.#order = this.#entries.values();
    return this.#order.next();
  }
}
