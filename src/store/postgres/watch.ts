import { sql } from 'kysely';
import { GatehouseError, type StoreFault } from '../../errors.ts';
import { events } from '../../telemetry.ts';
import { type OnFault, remedyFor } from '../faults.ts';
import type { Connection } from '../open.ts';
import type { Journal } from '../served.ts';

type Fault = Exclude<StoreFault, 'busy'>;

/** How often somebody may ask before it is looked again: who asks needs no token. */
const freshMs = 500;

/** Knows what is wrong with the database as a whole, and writes down when it begins and ends. */
export class ServerWatch {
  readonly #db: () => Connection;
  readonly #log: Journal;
  #isServing = false;
  #ailment: Fault | undefined;
  #looking: Promise<void> | undefined;
  #lookedAt = Number.NEGATIVE_INFINITY;

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
    if (performance.now() - this.#lookedAt > freshMs) {
      this.#looking ??= this.#look().finally(() => {
        this.#looking = undefined;
        this.#lookedAt = performance.now();
      });
      await this.#looking;
    }
    return this.#ailment;
  }

  /** Whether there is somebody who answers, and takes writes. */
  async #look(): Promise<void> {
    try {
      const { rows } = await sql<{ state: string }>`select current_setting('transaction_read_only') as state`.execute(
        this.#db(),
      );
      if (rows[0]?.state === 'on') this.#set('read-only', 'the server takes no writes');
      else this.#recover();
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
