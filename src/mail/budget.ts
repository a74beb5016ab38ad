interface Limit {
  readonly most: number;
  readonly withinMs: number;
}

/** So many of something for each key, until the time that began with the first of them is over. */
export class Budget {
  readonly #limit: Limit;
  readonly #spent = new Map<string, { readonly since: number; readonly count: number }>();

  constructor(limit: Limit) {
    this.#limit = limit;
  }

  /** Takes one. Answers undefined, or, when there is none left, in how many milliseconds there will be. */
  take(key: string, now: number): number | undefined {
    const { most, withinMs } = this.#limit;
    const known = this.#spent.get(key);
    const { since, count } = known && known.since + withinMs > now ? known : { since: now, count: 0 };
    if (count >= most) return since + withinMs - now;
    this.#spent.set(key, { since, count: count + 1 });
    return undefined;
  }
}
