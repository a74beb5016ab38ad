import { LruMap } from '../lru.ts';

interface Guesses {
  readonly until: number;
  readonly left: number;
}

export interface GuessLimits {
  /** How many wrong guesses somebody has. */
  readonly most: number;
  /** After how long they have as many again. */
  readonly windowMs: number;
  /** How many guessers are remembered; the one who has not guessed for the longest time is forgotten first. */
  readonly capacity: number;
}

/** How many guesses each has left. Kept in memory: a restart forgives, which at best doubles what somebody has. */
export class GuessBudget {
  readonly #limits: GuessLimits;
  readonly #guesses: LruMap<string, Guesses>;

  constructor(limits: GuessLimits) {
    this.#limits = limits;
    this.#guesses = new LruMap(limits.capacity);
  }

  hasAny(who: string, now: number): boolean {
    return this.#of(who, now).left > 0;
  }

  /** Takes a guess before it is known to be wrong, so that guesses at the same moment are no more than allowed. */
  take(who: string, now: number): boolean {
    const { until, left } = this.#of(who, now);
    if (left === 0) return false;
    this.#guesses.set(who, { until, left: left - 1 });
    return true;
  }

  /** The guess was right. */
  giveBack(who: string, now: number): void {
    const { until, left } = this.#of(who, now);
    this.#guesses.set(who, { until, left: Math.min(left + 1, this.#limits.most) });
  }

  #of(who: string, now: number): Guesses {
    const found = this.#guesses.get(who);
    return found && found.until > now ? found : { until: now + this.#limits.windowMs, left: this.#limits.most };
  }
}
