import { GatehouseError, type StoreFault } from '../../errors.ts';
import { events } from '../../telemetry.ts';
import { type OnFault, remedyFor } from '../faults.ts';
import type { Connection } from '../open.ts';
import { RecentLook } from '../recent-look.ts';
import type { Journal } from '../served.ts';
import { takesWrites } from './facts.ts';

type Fault = Exclude<StoreFault, 'busy'>;

/** States whose end a look at the server shows; whether a disk has room again, only those see who write. */
const seen: ReadonlySet<Fault> = new Set<Fault>(['away', 'crowded', 'denied', 'untrusted', 'read-only']);

/** How often it is looked whether an ailment is over. */
const probeEveryMs = 1000;

/** Knows what is wrong with the database as a whole, and writes down when it begins and ends, also when nobody asks. */
export class ServerWatch implements AsyncDisposable {
  readonly #db: () => Connection;
  readonly #log: Journal;
  #isServing = false;
  #ailment: Fault | undefined;
  readonly #probeMs: number;
  #probe: NodeJS.Timeout | undefined;
  #probing = Promise.resolve();
  #isEnded = false;
  readonly #recent = new RecentLook(() => this.#look());

  constructor(db: () => Connection, log: Journal, probeMs = probeEveryMs) {
    this.#db = db;
    this.#log = log;
    this.#probeMs = probeMs;
  }

  /** From now on a server depends on the database; a start fails by itself. */
  begin(): void {
    this.#isServing = true;
  }

  /** To be told of everything that goes wrong with the database. */
  readonly onFault: OnFault = (reason, error) => {
    events.storeFault.publish({ reason });
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
    if (this.#isEnded || this.#ailment === undefined || !seen.has(this.#ailment)) return;
    clearTimeout(this.#probe);
    this.#probe = setTimeout(() => {
      this.#probing = this.#look()
        .catch(() => {})
        .finally(() => this.#probeSoon());
    }, this.#probeMs);
    this.#probe.unref();
  }

  #recover(): void {
    if (this.#ailment === undefined) return;
    this.#ailment = undefined;
    this.#log.info({}, 'the database is available again');
  }
}
