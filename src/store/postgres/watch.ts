import { GatehouseError, type StoreFault } from '../../errors.ts';
import { events } from '../../telemetry.ts';
import { type OnFault, remedyFor } from '../faults.ts';
import type { Connection } from '../open.ts';
import { RecentLook } from '../recent-look.ts';
import type { Journal } from '../served.ts';
import { takesWrites } from './facts.ts';

type Fault = Exclude<StoreFault, 'busy'>;

/** Knows what is wrong with the database as a whole, and writes down when it begins and ends. */
export class ServerWatch {
  readonly #db: () => Connection;
  readonly #log: Journal;
  #isServing = false;
  #ailment: Fault | undefined;
  readonly #recent = new RecentLook(() => this.#look());

  constructor(db: () => Connection, log: Journal) {
    this.#db = db;
    this.#log = log;
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
  }

  #recover(): void {
    if (this.#ailment === undefined) return;
    this.#ailment = undefined;
    this.#log.info({}, 'the database is available again');
  }
}
