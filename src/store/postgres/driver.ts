import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { PoolClient } from 'pg';
import { GatehouseError } from '../../errors.ts';
import { activities } from '../../telemetry.ts';
import { isRead } from '../changes.ts';
import type { OnFault } from '../faults.ts';
import { ConnectionLost } from '../transaction.ts';
import { translated, uncertain } from './faults.ts';
import type { Servers } from './servers.ts';

/**
 * Statements go to a connection of the pool, all of a transaction to the same. One that is lost is dropped. What only reads
 * is read once more then, and so is a write that a server has refused because it takes none any more; of other writes
 * nobody knows whether they were done.
 */
export class PostgresDriver implements Driver {
  readonly #servers: Servers;
  readonly #onFault: OnFault;

  constructor(servers: Servers, onFault: OnFault) {
    this.#servers = servers;
    this.#onFault = onFault;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Lane> {
    return new Lane(this.#servers, this.#onFault);
  }

  async beginTransaction(lane: Lane, { isolationLevel = 'read committed' }: TransactionSettings): Promise<void> {
    await lane.executeQuery(CompiledQuery.raw(`begin isolation level ${isolationLevel}`));
    lane.isTransaction = true;
  }

  async commitTransaction(lane: Lane): Promise<void> {
    await lane.commit();
  }

  async rollbackTransaction(lane: Lane): Promise<void> {
    await lane.rollback();
  }

  async releaseConnection(lane: Lane): Promise<void> {
    lane.release();
  }

  async destroy(): Promise<void> {
    await this.#servers.close();
  }
}

/** What a query, or all queries of a transaction, are executed on. It has a connection from its first query on. */
class Lane implements DatabaseConnection {
  isTransaction = false;
  readonly #servers: Servers;
  readonly #onFault: OnFault;
  #client: PoolClient | undefined;

  constructor(servers: Servers, onFault: OnFault) {
    this.#servers = servers;
    this.#onFault = onFault;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return activities.statement.measure({ sql: query.sql, system }, () => this.#execute<Row>(query));
  }

  async #execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      return await this.#run(query);
    } catch (error) {
      if (!(error instanceof ConnectionLost) || this.isTransaction) throw error;
      if (!isRead(query.sql) && !error.isUndone) throw uncertain(error);
      return await this.#run(query);
    }
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery(query);
  }

  /** An error of a commit says nothing about what became of it, unless it says that another transaction was in the way. */
  async commit(): Promise<void> {
    try {
      const { rows } = await activities.statement.measure({ sql: 'commit', system }, () =>
        this.#run<string>(CompiledQuery.raw('commit')),
      );
      if (rows[0] === 'ROLLBACK') throw new Error('A transaction went on after one of its statements had failed.');
    } catch (error) {
      throw error instanceof ConnectionLost ? uncertain(error) : error;
    }
  }

  /** With the connection, the transaction is gone as well. */
  async rollback(): Promise<void> {
    if (!this.#client) return;
    try {
      await this.#client.query('rollback');
    } catch {
      this.#drop();
    }
  }

  release(): void {
    this.#client?.release();
    this.#client = undefined;
    this.isTransaction = false;
  }

  async #run<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    try {
      this.#client ??= await this.#servers.connect();
      const { command, rowCount, rows } = await this.#client.query({ text: sql, values: [...parameters] });
      if (command === 'COMMIT' || command === 'ROLLBACK') return { rows: [command as Row] };
      return { rows, ...(writes.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
    } catch (thrown) {
      const error = translated(thrown, this.#servers.name, this.#client === undefined);
      if (error instanceof ConnectionLost) this.#drop();
      if (error instanceof GatehouseError) this.#tell(error);
      throw error;
    }
  }

  #tell({ failure, cause }: GatehouseError): void {
    if (failure.code === 'Unavailable' && failure.reason !== 'busy') this.#onFault(failure.reason, cause as Error);
  }

  #drop(): void {
    this.#client?.release(true);
    this.#client = undefined;
    this.#servers.distrust();
  }
}

const system = 'postgresql';

const writes: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);
