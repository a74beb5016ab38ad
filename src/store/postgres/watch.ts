import { GatehouseError, type StoreFault } from '../../errors.ts';
import { events } from '../../telemetry.ts';
import { type OnFault, remedyFor } from '../faults.ts';
import type { Connection } from '../open.ts';
import { RecentLook } from '../recent-look.ts';
import type { Journal } from '../served.ts';
import { takesWrites } from './facts.ts';

type Fault = Exclude<StoreFault, 'busy'>;

/** States whose end is looked for, also when nobody asks. */
const awaited: ReadonlySet<Fault> = new Set<Fault>(['away', 'crowded', 'denied', 'untrusted', 'read-only', 'full']);

interface Pace {
  /** How often it is looked whether an ailment is over. */
  readonly probeMs: number;
  /** After how long without a refused write a disk has room again: a look, which only reads, does not show that. */
  readonly quietMs: number;
}

const usualPace: Pace = { probeMs: 1000, quietMs: 10_000 };

/** Knows what is wrong with the database as a whole, and writes down when it begins and ends, also when nobody asks. */
export class ServerWatch implements AsyncDisposable {
  readonly #db: () => Connection;
  readonly #log: Journal;
  #isServing = false;
  #ailment: Fault | undefined;
  readonly #pace: Pace;
  /** When somebody has run into what is wrong, the last time. */
  #metAt = Number.NEGATIVE_INFINITY;
  #probe: NodeJS.Timeout | undefined;
  #probing = Promise.resolve();
  #isEnded = false;
  readonly #recent = new RecentLook(() => this.#look());

  constructor(db: () => Connection, log: Journal, pace = usualPace) {
    this.#db = db;
    this.#log = log;
    this.#pace = pace;
  }

  /** From now on a server depends on the database; a start fails by itself. */
  begin(): void {
    this.#isServing = true;
  }

  /** To be told of everything that goes wrong with the database. */
  readonly onFault: OnFault = (reason, error) => {
    events.storeFault.publish({ reason });
    this.#metAt = performance.now();
    this.#set(reason, error.message);
  };

  /** What is wrong at this moment. */
  async check(): Promise<Fault | undefined> {
    await this.#recent.renew();
    return this.#ailment;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isEnded = true;
    clearTimeout(this.#probe);
    await Promise.all([this.#probing, this.#recent.end()]);
  }

  /** Whether there is somebody who answers, and takes writes. */
  async #look(): Promise<void> {
    try {
      if (await takesWrites(this.#db())) this.#recover();
      else this.#set('read-only', 'the server takes no writes');
    } catch (error) {
      if (!(error instanceof GatehouseError) || error.failure.code !== 'Unavailable') throw error;
      if (error.failure.reason !== 'busy') this.#set(error.failure.reason, remedyFor(error) ?? error.message);
    }
  }

  #set(reason: Fault, said: string): void {
    if (!this.#isServing || this.#ailment === reason) return;
    this.#ailment = reason;
    this.#log.error({ reason, error: said }, 'the database is not available');
    this.#probeSoon();
  }

  /** Otherwise its end would go unsaid where no monitor asks, and so would its next beginning. */
  #probeSoon(): void {
    if (this.#isEnded || this.#ailment === undefined || !awaited.has(this.#ailment)) return;
    clearTimeout(this.#probe);
    this.#probe = setTimeout(() => {
      this.#probing = this.#look()
        .catch(() => {})
        .finally(() => this.#probeSoon());
    }, this.#pace.probeMs);
    this.#probe.unref();
  }

  #recover(): void {
    if (this.#ailment === undefined) return;
    if (this.#ailment === 'full' && performance.now() - this.#metAt < this.#pace.quietMs) return;
    this.#ailment = undefined;
    this.#log.info({}, 'the database is available again');
  }
}
