/**
 * A lock that any number may share, or one may have alone. Whoever wants it alone waits for those who share it, and those
 * who come later wait for them.
 */
export class SharedLock {
  #sharing = 0;
  #isExclusive = false;
  readonly #waiting: { readonly isExclusive: boolean; readonly enter: () => void }[] = [];

  shared<T>(work: () => Promise<T>): Promise<T> {
    return this.#within(false, work);
  }

  exclusive<T>(work: () => Promise<T>): Promise<T> {
    return this.#within(true, work);
  }

  async #within<T>(isExclusive: boolean, work: () => Promise<T>): Promise<T> {
    if (this.#waiting.length > 0 || !this.#isFree(isExclusive)) {
      await new Promise<void>((enter) => this.#waiting.push({ isExclusive, enter }));
    } else this.#take(isExclusive);
    try {
      return await work();
    } finally {
      if (isExclusive) this.#isExclusive = false;
      else this.#sharing -= 1;
      this.#admit();
    }
  }

  #isFree(isExclusive: boolean): boolean {
    return !this.#isExclusive && (!isExclusive || this.#sharing === 0);
  }

  #take(isExclusive: boolean): void {
    if (isExclusive) this.#isExclusive = true;
    else this.#sharing += 1;
  }

  /** In the order in which they came. */
  #admit(): void {
    for (let [next] = this.#waiting; next && this.#isFree(next.isExclusive); [next] = this.#waiting) {
      this.#waiting.shift();
      this.#take(next.isExclusive);
      next.enter();
    }
  }
}
