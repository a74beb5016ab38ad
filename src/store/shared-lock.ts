interface Waiting {
  readonly isExclusive: boolean;
  readonly enter: () => void;
}

/**
 * A lock that several may share, or one may have alone. One who wants it alone waits for those who share it, and comes before
 * those who want to share it.
 */
export class SharedLock {
  #sharing = 0;
  #isExclusive = false;
  readonly #most: number;
  readonly #waiting: Waiting[] = [];

  /** @param most how many may share it at once. */
  constructor(most: number) {
    this.#most = most;
  }

  shared<T>(work: () => Promise<T>): Promise<T> {
    return this.#within(false, work);
  }

  exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.#within(true, work);
  }

  async #within<T>(isExclusive: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length > 0 || !this.#isFree(isExclusive)) {
      await new Promise<void>((enter) => this.#join({ isExclusive, enter }));
    } else this.#take(isExclusive);
    try {
      return await work();
    } finally {
      if (isExclusive) this.#isExclusive = false;
      else this.#sharing -= 1;
      this.#admit();
    }
  }

  #join(waiting: Waiting): void {
    const firstShared = this.#waiting.findIndex(({ isExclusive }) => !isExclusive);
    if (waiting.isExclusive && firstShared >= 0) this.#waiting.splice(firstShared, 0, waiting);
    else this.#waiting.push(waiting);
  }

  #isFree(isExclusive: boolean): boolean {
    return !this.#isExclusive && this.#sharing < (isExclusive ? 1 : this.#most);
  }

  #take(isExclusive: boolean): void {
    if (isExclusive) this.#isExclusive = true;
    else this.#sharing += 1;
  }

  #admit(): void {
    for (let [next] = this.#waiting; next && this.#isFree(next.isExclusive); [next] = this.#waiting) {
      this.#waiting.shift();
      this.#take(next.isExclusive);
      next.enter();
    }
  }
}
