import type { Driver, TransactionSettings } from 'kysely';
import type { WriteListener } from '../changes.ts';
import type { OnFault } from '../faults.ts';
import { Lane } from './lane.ts';
import type { Servers } from './servers.ts';

/**
 * Statements go to a connection of the pool, all of a transaction to the same. One that is lost is dropped. What only reads
 * is read once more then, and so is a write that a server has refused because it takes none any more; of other writes
 * nobody knows whether they were done. A transaction ends with its connection: it never goes on upon another one.
 */
export class PostgresDriver implements Driver {
  readonly #servers: Servers;
  readonly #onFault: OnFault;
  readonly #listener: WriteListener | undefined;

  constructor(servers: Servers, onFault: OnFault, listener: WriteListener | undefined) {
    this.#servers = servers;
    this.#onFault = onFault;
    this.#listener = listener;
  }

  async init(): Promise<void> {
    this.#listener?.begin();
  }

  async acquireConnection(): Promise<Lane> {
    return new Lane(this.#servers, this.#onFault, this.#listener);
  }

  async beginTransaction(lane: Lane, { isolationLevel = 'read committed' }: TransactionSettings): Promise<void> {
    lane.begin(isolationLevel);
  }

  async commitTransaction(lane: Lane): Promise<void> {
    await lane.commit();
    lane.leave();
  }

  async rollbackTransaction(lane: Lane): Promise<void> {
    await lane.rollback();
    lane.leave();
  }

  async releaseConnection(lane: Lane): Promise<void> {
    lane.release();
  }

  async destroy(): Promise<void> {
    await this.#listener?.close();
    await this.#servers.close();
  }
}
