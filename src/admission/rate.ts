import { LruMemory, sizeOf } from '../lru.ts';

export interface RateLimits {
  /** How many there are at once, and again in the course of each window. */
  readonly most: number;
  readonly windowMs: number;
}

/** How often something may be done under a key. In memory on one node; several would share one in the store. */
export interface Rate {
  /** Takes one. Returns 0, or, when there is none, in how many milliseconds there will be. */
  take(key: string, now: number): number | Promise<number>;
  /** What was taken does not count. */
  giveBack(key: string, now: number): void | Promise<void>;
}

/**
 * The generic cell rate algorithm (ITU-T I.371): all there is to remember of a key is when it will have been idle long
 * enough to have everything again, which tells exactly how much it has and when there is more.
 *
 * When there are more keys than can be remembered, the one that was used longest ago is forgotten, and has everything.
 * That hurts nobody, and helps little: an attacker who can use so many networks in between has their budgets anyway.
 */
export class MemoryRate implements Rate {
  readonly #intervalMs: number;
  readonly #windowMs: number;
  readonly #idleAt: LruMemory<number>;

  /** @param mostBytes bounds how many keys are remembered: some 170 bytes each. */
  constructor({ most, windowMs }: RateLimits, mostBytes: number) {
    this.#intervalMs = windowMs / most;
    this.#windowMs = windowMs;
    this.#idleAt = new LruMemory(mostBytes);
  }

  take(key: string, now: number): number {
    const idleAt = Math.max(this.#idleAt.get(key) ?? 0, now) + this.#intervalMs;
    const tooEarlyMs = idleAt - this.#windowMs - now;
    if (tooEarlyMs > roundingMs) return tooEarlyMs;
    this.#idleAt.set(key, idleAt, sizeOf(idleAt));
    return 0;
  }

  giveBack(key: string, now: number): void {
    const idleAt = (this.#idleAt.get(key) ?? 0) - this.#intervalMs;
    if (idleAt > now) this.#idleAt.set(key, idleAt, sizeOf(idleAt));
    else this.#idleAt.delete(key);
  }
}

/** Sums of fractions are not exact. */
const roundingMs = 0.001;
