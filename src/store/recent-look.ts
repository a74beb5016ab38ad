/** A look at something is as good as another one for so long: who asks needs no token. */
const freshMs = 500;

/** Looks at something when somebody asks, but not again so soon, and once for all who ask meanwhile. */
export class RecentLook {
  readonly #look: () => Promise<void>;
  #looking: Promise<void> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

  constructor(look: () => Promise<void>) {
    this.#look = look;
  }

  async renew(): Promise<void> {
    if (performance.now() - this.#lookedAt <= freshMs) return;
    this.#looking ??= this.#look().finally(() => {
      this.#looking = undefined;
      this.#lookedAt = performance.now();
    });
    await this.#looking;
  }

  /** Waits for a look that goes on. */
  async end(): Promise<void> {
    await this.#looking;
  }
}
