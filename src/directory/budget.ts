import { LruMemory, sizeOf } from '../lru.ts';
import { latenessMs } from './attempt-counter.ts';

interface Spending {
  readonly until: number;
  readonly left: number;
}

interface Limits {
  /** How many of something there are for each key. */
  readonly most: number;
  /** How long after the first of them there are as many again. */
  readonly windowMs: number;
  /** How many keys of ordinary length are remembered; the one that was used longest ago is forgotten first. */
  readonly capacity: number;
}

/** Of a key of ordinary length, such as two ids, with what is remembered under it. */
const bytesPerKey = 400;

/**
 * A fixed-window rate limit: so many of something for each key in each window. It is kept in memory: a restart forgets it,
 * which at most doubles the limit.
 */
export class Budget {
  readonly #limits: Limits;
  readonly #spendings: LruMemory<Spending>;

  constructor(limits: Limits) {
    this.#limits = limits;
    this.#spendings = new LruMemory(limits.capacity * bytesPerKey);
  }

  hasAny(key: string, now: number): boolean {
    return this.#of(key, now).left > 0;
  }

  /** Takes one, before it is known whether it counts, so that those at the same moment are no more than allowed. */
  take(key: string, now: number): boolean {
    const { until, left } = this.#of(key, now);
    if (left === 0) return false;
    this.#remember(key, { until, left: left - 1 });
    return true;
  }

  /** It did not count. */
  giveBack(key: string, now: number): void {
    const { until, left } = this.#of(key, now);
    this.#remember(key, { until, left: Math.min(left + 1, this.#limits.most) });
  }

  /** In how many milliseconds there are as many again. */
  renewedIn(key: string, now: number): number {
    return this.#of(key, now).until - now;
  }

  #remember(key: string, spending: Spending): void {
    this.#spendings.set(key, spending, sizeOf(spending));
  }

  /** A window that would last longer than one that begins now began before the clock was set back, and is over. */
  #of(key: string, now: number): Spending {
    const until = now + this.#limits.windowMs;
    const found = this.#spendings.get(key);
    const isOpen = found && found.until > now && found.until <= until + latenessMs;
    return isOpen ? found : { until, left: this.#limits.most };
  }
}
