import { FairQueue } from './fair-queue.ts';

interface PacerOptions {
  /** How many responses there are in each interval; as many may come at once. */
  readonly perInterval: number;
  readonly intervalMs: number;
  /** How many may wait; bounds the memory. */
  readonly maxWaiting: number;
}

/**
 * Responses that are worth little go out one after the other, in turn over networks. A client that sends its next
 * request when the response is there is slowed down by it, however many connections it has, and gets no more of the
 * event loop.
 */
export class Pacer {
  readonly #options: PacerOptions;
  readonly #queue = new FairQueue<() => void>();
  #left: number;
  #timer: NodeJS.Timeout | undefined;
  #isOpen = true;

  constructor(options: PacerOptions) {
    this.#options = options;
    this.#left = options.perInterval;
  }

  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Waits until it is the network's turn. Returns false, at once, when too many wait: then there should be no response.
   */
  async wait(network: string): Promise<boolean> {
    if (!this.#isOpen) return true;
    this.#timer ??= setInterval(() => this.#renew(), this.#options.intervalMs).unref();
    if (this.#left > 0) {
      this.#left -= 1;
      return true;
    }
    if (this.#queue.length >= this.#options.maxWaiting) return false;
    await new Promise<void>((resolve) => this.#queue.join([network], resolve));
    return true;
  }

  /** Lets everybody go at once, from now on. */
  close(): void {
    this.#isOpen = false;
    clearInterval(this.#timer);
    for (let go = this.#queue.next(); go !== undefined; go = this.#queue.next()) go();
  }

  /** Those who wait go first. When nobody did for a whole interval, there is nothing to do until somebody comes. */
  #renew(): void {
    const { perInterval } = this.#options;
    if (this.#left === perInterval) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    this.#left = perInterval;
    while (this.#left > 0) {
      const go = this.#queue.next();
      if (go === undefined) return;
      this.#left -= 1;
      go();
    }
  }
}
