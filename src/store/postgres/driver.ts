import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import type { QueryResult as PgResult, PoolClient } from 'pg';
import { GatehouseError } from '../../errors.ts';
import { activities } from '../../telemetry.ts';
import { isNoticed, isRead, type Written, writtenBy } from '../changes.ts';
import type { OnFault } from '../faults.ts';
import { parametersOf } from '../nul.ts';
import type { NamedQuery } from '../prepared.ts';
import { ConnectionLost } from '../transaction.ts';
import { isUnflushed } from '../unflushed.ts';
import { type Channel, noticeOf } from './channel.ts';
import { ofCommit, translated, uncertain } from './faults.ts';
import { gather } from './gather.ts';
import type { Servers } from './servers.ts';
import { warningsOf } from './warnings.ts';

/**
 * Statements go to a connection of the pool, all of a transaction to the same. One that is lost is dropped. What only reads
 * is read once more then, and so is a write that a server has refused because it takes none any more; of other writes
 * nobody knows whether they were done. A transaction ends with its connection: it never goes on upon another one.
 */
export class PostgresDriver implements Driver {
  readonly #servers: Servers;
  readonly #onFault: OnFault;
  readonly #channel: Channel | undefined;

  constructor(servers: Servers, onFault: OnFault, channel: Channel | undefined) {
    this.#servers = servers;
    this.#onFault = onFault;
    this.#channel = channel;
  }

  async init(): Promise<void> {
    this.#channel?.begin();
  }

  async acquireConnection(): Promise<Lane> {
    return new Lane(this.#servers, this.#onFault, this.#channel);
  }

  async beginTransaction(lane: Lane, { isolationLevel = 'read committed' }: TransactionSettings): Promise<void> {
    await lane.begin(isolationLevel);
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
    await this.#channel?.close();
    await this.#servers.close();
  }
}

/** What a query, or all queries of a transaction, are executed on. It has a connection from its first query on. */
class Lane implements DatabaseConnection {
  #isTransaction = false;
  /** Whether it was there before the transaction, as for the lock around migrations, and so is used after it. */
  #isKept = false;
  readonly #servers: Servers;
  readonly #onFault: OnFault;
  readonly #channel: Channel | undefined;
  #client: PoolClient | undefined;
  #isReleased = false;
  /**
   * Why the transaction takes no statement any more: it has lost its connection, or somebody who did not wait for it still
   * sends some after its end. On whatever connection, they would be committed by themselves.
   */
  #ended: Error | undefined;
  /** Whether the server lets the statements of the transaction take as long as they need: then they are waited for. */
  #isPatient = false;
  /** What the transaction has written so far, of what others are told. */
  readonly #written = new Set<Written>();

  constructor(servers: Servers, onFault: OnFault, channel: Channel | undefined) {
    this.#servers = servers;
    this.#onFault = onFault;
    this.#channel = channel;
  }

  async begin(isolationLevel: string): Promise<void> {
    this.#isKept = this.#client !== undefined;
    this.#isPatient = false;
    await this.executeQuery(CompiledQuery.raw(`begin isolation level ${isolationLevel}`));
    this.#isTransaction = true;
  }

  leave(): void {
    if (this.#isKept) this.#isTransaction = false;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return activities.statement.measure({ sql: query.sql, system }, () => this.#execute<Row>(query));
  }

  async #execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#isTransaction) return await this.#write<Row>(query);
    if (isTold(query.sql)) return await this.#twice(() => this.#writeAndTell<Row>(query));
    if (isUnflushed(query.sql)) return await this.#twice(() => this.#writeUnflushed<Row>(query));
    this.#beginAnew();
    try {
      return await this.#run(query);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      if (!isHarmless(query.sql) && !error.isUndone) throw uncertain(error);
      this.#beginAnew();
      return await this.#run(query);
    }
  }

  /** A transaction of one write. Before the commit, nothing has come of it. */
  async #twice<Row>(write: () => Promise<QueryResult<Row>>): Promise<QueryResult<Row>> {
    for (let isLast = false; ; isLast = true) {
      this.#beginAnew();
      try {
        return await write();
      } catch (error) {
        await this.rollback();
        if (!(error instanceof ConnectionLost) || isLast) throw error;
      }
    }
  }

  /** With the notice of it. */
  async #writeAndTell<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    await this.#run(CompiledQuery.raw('begin'));
    const result = await this.#write<Row>(query);
    await this.commit();
    return result;
  }

  /** All of it on one way there and back. One that is written a second time does no harm. */
  async #writeUnflushed<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    await this.#connected();
    const begun = this.#run(CompiledQuery.raw('begin; set local synchronous_commit = off'));
    const [, result] = await Promise.all([begun, this.#write<Row>(query), this.commit()]);
    return result;
  }

  /** Within a transaction. */
  async #write<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const result = await this.#run<Row>(query);
    if (query.sql === withoutLimit) this.#isPatient = true;
    const written = result.numAffectedRows === 0n ? undefined : writtenBy(query.sql);
    if (written !== undefined && isNoticed(written)) this.#written.add(written);
    return result;
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery(query);
  }

  /** An error of a commit says nothing about what became of it, unless it says that another transaction was in the way. */
  async commit(): Promise<void> {
    // Without its connection it was taken back, and there is no doubt about it.
    if (this.#ended) throw this.#ended;
    this.#ended = isOver;
    using warnings = warningsOf(this.#client);
    const notice = this.#written.size > 0 ? `${noticeOf(this.#written)}; ` : '';
    try {
      const { rows } = await activities.statement.measure({ sql: 'commit', system }, () =>
        this.#send<string>(CompiledQuery.raw(`${notice}commit`)),
      );
      if (rows[0] === 'ROLLBACK') throw new Error('A transaction went on after one of its statements had failed.');
    } catch (error) {
      throw ofCommit(error, warnings.said, this.#servers.name);
    } finally {
      this.#channel?.wrote(this.#written);
      this.#written.clear();
    }
  }

  /** With the connection, the transaction is gone as well. */
  async rollback(): Promise<void> {
    this.#written.clear();
    this.#ended ??= isOver;
    const client = this.#client;
    if (!client) return;
    try {
      await client.query('rollback');
    } catch {
      this.#drop(client, isOver);
    }
  }

  release(): void {
    this.#isReleased = true;
    this.#ended ??= isOver;
    this.#client?.release();
    this.#client = undefined;
  }

  #beginAnew(): void {
    if (!this.#isReleased) this.#ended = undefined;
  }

  async #run<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#ended) throw this.#ended;
    return await this.#send<Row>(query);
  }

  async #send<Row>({ sql, parameters, name }: CompiledQuery & Partial<NamedQuery>): Promise<QueryResult<Row>> {
    const values = [...parametersOf({ sql, parameters })];
    const client = await this.#connected();
    try {
      const answers = await client.query({
        text: sql,
        values,
        ...(name === undefined ? {} : { name }),
        ...(this.#isPatient ? { query_timeout: longestTimerMs } : {}),
      });
      const { command, rowCount, rows } = lastOf(answers);
      if (command === 'COMMIT' || command === 'ROLLBACK') return { rows: [command as Row] };
      return { rows, ...(writes.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
    } catch (thrown) {
      throw this.#failure(thrown, client);
    }
  }

  async #connected(): Promise<PoolClient> {
    try {
      return gather(this.#client ?? (await this.#connect()));
    } catch (thrown) {
      throw this.#failure(thrown, undefined);
    }
  }

  #failure(thrown: unknown, client: PoolClient | undefined): unknown {
    const error = translated(thrown, this.#servers.name, client === undefined);
    if (error instanceof ConnectionLost) this.#drop(client, error);
    if (error instanceof GatehouseError) this.#tell(error);
    return error;
  }

  /** One that comes too late goes back at once: nobody else would give it back. */
  async #connect(): Promise<PoolClient> {
    const client = await this.#servers.connect();
    if (!this.#isReleased && !this.#client) {
      this.#client = client;
      return client;
    }
    client.release();
    if (this.#client) return this.#client;
    throw isOver;
  }

  #tell({ failure, cause }: GatehouseError): void {
    if (failure.code === 'Unavailable' && failure.reason !== 'busy') this.#onFault(failure.reason, cause as Error);
  }

  /** Of several statements on their way, the first one that runs into the loss drops the connection. */
  #drop(client: PoolClient | undefined, reason: Error): void {
    if (client !== this.#client) return;
    client?.release(true);
    this.#client = undefined;
    this.#ended = reason;
    this.#servers.distrust();
  }
}

/** Takes the limit of the time of a statement away, until the transaction is over. */
export const withoutLimit = 'set local statement_timeout = 0';

/** Of a timer of Node. */
const longestTimerMs = 2 ** 31 - 1;

const isOver = new Error('A statement came after the end of its transaction.');

/** What has done nothing when its connection is lost: another one may be asked. */
const isHarmless = (sql: string): boolean => isRead(sql) || sql.startsWith('begin ');

const system = 'postgresql';

/** Whether it has to be told of the statement, and can be in its transaction: what changes the schema is by itself. */
const isTold = (sql: string): boolean => {
  const written = /^\s*(?:insert|update|delete|with)\b/i.test(sql) ? writtenBy(sql) : undefined;
  return written !== undefined && isNoticed(written);
};

/** Of several statements that are sent together, the last one says how they ended. */
const lastOf = (answers: PgResult | readonly PgResult[]): PgResult =>
  Array.isArray(answers) ? answers.at(-1) : (answers as PgResult);

const writes: ReadonlySet<string> = new Set(['INSERT', 'UPDATE', 'DELETE', 'MERGE']);
