import type { NodeClocks } from '../store/postgres/node-clocks.ts';
import { events } from '../telemetry.ts';

interface SkewParts {
  readonly clocks: NodeClocks;
  readonly wall: () => number;
  readonly log: {
    info(fields: object, message: string): void;
    warn(fields: object, message: string): void;
    error(fields: object, message: string): void;
  };
}

/** Clocks that are set by NTP are closer than that. */
const usualMs = 5000;

/**
 * With more than that between them, a node refuses the new tokens of another (`clockSkewSeconds`); and soon after that, it takes
 * the locks of the other for over (`latenessMs`), so that more guesses at a password are answered than are allowed.
 */
const mostBetweenNodesMs = 30_000;

type State = 'right' | 'apart' | 'wrong';

const messages = {
  right: 'the clock agrees with that of the database again',
  apart: 'the clock differs from that of the database: set both by NTP',
  wrong: 'the clock is wrong: this node serves nobody, and deletes nothing for its age, until it is set right',
} as const;

/**
 * Compares the wall clock with that of the database, and so with those of the other nodes. What nodes promise together depends
 * on their clocks: of two that are too far from each other, the one further from the database leaves the service to the other.
 * A node that is alone goes by its own clock, and so do all when it is that of the database that is wrong.
 */
export class ClockSkew implements AsyncDisposable {
  readonly #parts: SkewParts;
  #state: State = 'right';
  /** What the latest comparison said; undefined before the first. */
  #latest: State | undefined;

  constructor(parts: SkewParts) {
    this.#parts = parts;
  }

  get isWrong(): boolean {
    return this.#state === 'wrong';
  }

  /** To be called at the start and once a minute. */
  readonly compare = async (): Promise<void> => {
    const { clocks, wall, log } = this.#parts;
    const aheadMs = Math.round(await clocks.ahead());
    events.clockCompared.publish({ aheadMs });
    const before = this.#latest;
    const state = judge(aheadMs, await clocks.exchange(aheadMs));
    this.#latest = state;
    // When the clock of the database was put, what others have said of theirs is wrong until they have looked again.
    const isNew = state === 'wrong' && before !== undefined && before !== 'wrong';
    if (state === this.#state || isNew) return;
    this.#state = state;
    const fields = { offSeconds: Math.round(aheadMs / 1000), now: new Date(wall()).toISOString() };
    const level = state === 'right' ? 'info' : state === 'apart' ? 'warn' : 'error';
    log[level](fields, messages[state]);
  };

  /** Where that cannot be written, the others forget this node by themselves. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.clocks.leave().catch(() => {});
  }
}

function judge(aheadMs: number, others: readonly number[]): State {
  const isWrong = others.some(
    (other) => Math.abs(aheadMs - other) > mostBetweenNodesMs && Math.abs(aheadMs) >= Math.abs(other),
  );
  if (isWrong) return 'wrong';
  return Math.abs(aheadMs) > usualMs ? 'apart' : 'right';
}
