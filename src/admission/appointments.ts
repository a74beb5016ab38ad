/** Bounds what is remembered, and how far ahead. */
interface Limits {
  /** How many are remembered for one place, and how many in all. */
  readonly mostOfPlace: number;
  readonly most: number;
  /** Clients wait no longer than that, whatever they are told. */
  readonly horizonMs: number;
  /** How much later than told one may come. */
  readonly patienceMs: number;
}

/** The appointments at one place. */
interface Diary {
  /** When the latest of them is due. */
  latest: number;
  /** By who has it, in the order in which they were made. */
  readonly dates: Map<string, number>;
}

export interface Wish {
  /** What the appointments follow each other at, such as a network. */
  readonly place: string;
  readonly who: string;
  /** When there is room at the earliest. */
  readonly earliest: number;
  /** How long the place takes for each. */
  readonly intervalMs: number;
  readonly now: number;
}

/**
 * The appointments of callers who were refused and told when to come again: one each, one after the other as fast as
 * they can be served.
 */
export class Appointments {
  readonly #limits: Limits;
  readonly #diaries = new Map<string, Diary>();
  #size = 0;
  #sweptAt = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * In how many whole seconds to come again. Where there is no room for another appointment it is the horizon, without
   * a promise.
   */
  make({ place, who, earliest, intervalMs, now }: Wish): number {
    const { horizonMs, mostOfPlace, most } = this.#limits;
    const diary = this.#diary(place, now) ?? { latest: 0, dates: new Map<string, number>() };
    const existing = diary.dates.get(who);
    if (existing !== undefined && existing > now) return seconds(existing - now);
    // It was time, and there was no room after all: the new one is the last of the place.
    if (existing !== undefined) this.#forget(place, diary, who);
    const at = Math.max(earliest, diary.latest + intervalMs, now + 1);
    if (this.#size >= most) this.#sweep(now);
    const isFull = diary.dates.size >= mostOfPlace || this.#size >= most;
    if (isFull || at - now > horizonMs) return seconds(horizonMs);
    diary.latest = at;
    diary.dates.set(who, now + seconds(at - now) * 1000);
    this.#diaries.set(place, diary);
    this.#size += 1;
    return seconds(at - now);
  }

  /** In how many milliseconds they are expected, zero or less when it is time; undefined when they are not. */
  until(place: string, who: string, now: number): number | undefined {
    const at = this.#diary(place, now)?.dates.get(who);
    return at === undefined ? undefined : at - now;
  }

  /** They were let in. */
  end(place: string, who: string): void {
    const diary = this.#diaries.get(place);
    if (diary !== undefined) this.#forget(place, diary, who);
  }

  /** How many are due at the place until then. */
  dueUntil(place: string, until: number, now: number): number {
    let count = 0;
    for (const at of this.#diary(place, now)?.dates.values() ?? []) {
      if (at > until) break;
      count += 1;
    }
    return count;
  }

  /** Without those whom nobody expects any more. */
  #diary(place: string, now: number): Diary | undefined {
    const diary = this.#diaries.get(place);
    for (const [who, at] of diary?.dates ?? []) {
      if (at + this.#limits.patienceMs >= now) break;
      this.#forget(place, diary as Diary, who);
    }
    return diary;
  }

  /** Everywhere, at most once a second. */
  #sweep(now: number): void {
    if (now - this.#sweptAt < 1000) return;
    this.#sweptAt = now;
    for (const place of [...this.#diaries.keys()]) this.#diary(place, now);
  }

  #forget(place: string, diary: Diary, who: string): void {
    if (diary.dates.delete(who)) this.#size -= 1;
    if (diary.dates.size === 0) this.#diaries.delete(place);
  }
}

const seconds = (ms: number): number => Math.ceil(ms / 1000);
