/** Epoch milliseconds, and milliseconds of the monotonic clock. */
interface Moment {
  readonly wall: number;
  readonly elapsed: number;
}

/** What the store knows of the time. */
interface ClockRecord {
  /** When the newest audit entry was written; undefined before the first. */
  newestEntry(): Promise<number | undefined>;
  /** When an operator has said that the clock is right: epoch milliseconds; 0 before that. */
  confirmedAt(): Promise<number>;
}

interface ClockParts {
  readonly wall: () => number;
  readonly elapsed: () => number;
  readonly record: ClockRecord;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
  };
}

/** The clock is doubted when it is off by more than this, and believed again when it was right for as long. */
const hourMs = 60 * 60_000;

const consequence = 'nothing is deleted for its age until it went right for an hour';
const jumped = `clock jumped: ${consequence}`;
const rested = `clock jumped, or nothing was recorded for long: ${consequence}`;

/**
 * Whether the wall clock can be believed. What is deleted for its age is gone for good, also where the clock was wrong for
 * two minutes: so code that deletes asks here first. The advance of the wall clock is compared with that of
 * the monotonic clock; at a start, with the newest audit entry.
 */
export class ClockWatch {
  readonly #parts: ClockParts;
  #last: Moment | undefined;
  /** Since when it is doubted. */
  #doubted: Moment | undefined;

  constructor(parts: ClockParts) {
    this.#parts = parts;
  }

  readonly isRight = async (): Promise<boolean> => {
    const moment = this.#moment();
    const expected = this.#last ? this.#last.wall + moment.elapsed - this.#last.elapsed : undefined;
    this.#last = moment;
    if (expected === undefined) this.#compare(moment, (await this.#parts.record.newestEntry()) ?? moment.wall, rested);
    else this.#compare(moment, expected, jumped);
    const doubted = this.#doubted;
    // Another caller may have said so meanwhile, or seen another jump.
    if (doubted && (await this.#isSettled(doubted)) && this.#doubted === doubted) {
      this.#doubted = undefined;
      this.#parts.log.info({}, 'the clock is believed again');
    }
    return this.#doubted === undefined;
  };

  #compare(moment: Moment, expected: number, message: string): void {
    const offMs = Math.round(moment.wall - expected);
    if (Math.abs(offMs) <= hourMs) return;
    this.#doubted = moment;
    const fields = { offSeconds: Math.round(offMs / 1000), now: new Date(moment.wall).toISOString() };
    this.#parts.log.warn(fields, message);
  }

  async #isSettled({ wall, elapsed }: Moment): Promise<boolean> {
    if (this.#parts.elapsed() - elapsed >= hourMs) return true;
    // A confirmation from before the jump says nothing about the clock after it.
    const confirmedAt = await this.#parts.record.confirmedAt();
    return confirmedAt >= wall && confirmedAt <= this.#parts.wall() + hourMs;
  }

  #moment(): Moment {
    return { wall: this.#parts.wall(), elapsed: this.#parts.elapsed() };
  }
}
