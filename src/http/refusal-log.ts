import { NetworkCounts } from '../admission/network-counts.ts';
import { MemoryRate } from '../admission/rate.ts';
import type { Log } from '../observe/log.ts';

/** Lines for each network in a minute; the rest is summed up once a minute. */
const linesPerMinute = 60;
const minute = 60_000;
const mostBytes = 1024 * 1024;

/** Networks that are counted apart; the others share one sum. */
const mostNetworks = 1_000;

/** Keeps floods out of the log: the first refusals of a network have a line each, the others a sum. */
export class RefusalLog {
  readonly #log: Log;
  readonly #now: () => number;
  readonly #lines = new MemoryRate({ most: linesPerMinute, windowMs: minute }, mostBytes);
  readonly #counts = new NetworkCounts(mostNetworks);
  #timer: NodeJS.Timeout | undefined;

  /** @param now milliseconds of a clock that nobody sets. */
  constructor(log: Log, now: () => number) {
    this.#log = log;
    this.#now = now;
  }

  /** Whether the refusal deserves a line. Otherwise it is counted. */
  hasLine(network: string): boolean {
    if (this.#lines.take(network, this.#now()) === 0) return true;
    this.#counts.add(network);
    this.#timer ??= setTimeout(() => this.#sumUp(), minute).unref();
    return false;
  }

  /** Writes what was only counted. */
  close(): void {
    clearTimeout(this.#timer);
    this.#sumUp();
  }

  #sumUp(): void {
    this.#timer = undefined;
    for (const [network, count] of this.#counts) this.#log.warn({ network, count }, 'more requests refused');
    this.#counts.clear();
  }
}
