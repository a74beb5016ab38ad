import { CompiledQuery, type DatabaseConnection, type QueryResult } from 'kysely';
import type { PoolClient } from 'pg';
import { GatehouseError } from '../../errors.ts';
import { activities } from '../../telemetry.ts';
import { isRead, type WriteListener, type Written } from '../changes.ts';
import type { OnFault } from '../faults.ts';
import { parametersOf } from '../nul.ts';
import type { NamedQuery } from '../prepared.ts';
import { ConnectionLost } from '../transaction.ts';
import { isUnawaited } from '../unawaited.ts';
import { isUnflushed } from '../unflushed.ts';
import { type Batch, newBatch } from './batch.ts';
import { noticeOf } from './channel.ts';
import { isBehindFailure, ofCommit, translated, uncertain } from './faults.ts';
import type { Servers } from './servers.ts';
import { commit, isTold, lastOf, longestTimerMs, toldOf, withoutFlush, withoutLimit, writes } from './statements.ts';
import { warningsOf } from './warnings.ts';

/** What a query, or all queries of a transaction, are executed on. It has a connection from its first query on. */
export class Lane implements DatabaseConnection {
  #isTransaction = false;
  /** Whether it was there before the transaction, as for the lock around migrations, and so is used after it. */
  #isKept = false;
  readonly #servers: Servers;
  readonly #onFault: OnFault;
  readonly #listener: WriteListener | undefined;
  #client: PoolClient | undefined;
  #connecting: Promise<PoolClient> | undefined;
  /** What is sent at the end of this turn of the event loop. */
  #batch: Batch | undefined;
  /** The statement with which the transaction begins; it is sent with the first one. */
  #beginning: string | undefined;
  /** Kept when that was answered. Nothing more is sent until then, because without it that would be committed by itself. */
  #begun: Promise<void> | undefined;
  #isReleased = false;
  /**
   * Why the transaction takes no statement any more: it has lost its connection, or somebody who did not wait for it still
   * sends some after its end. On whatever connection, they would be committed by themselves.
   */
  #ended: Error | undefined;
  /** Why the first statement of the transaction failed that did. Others on their way are told no more than that one has. */
  #failed: unknown;
  /** Whether the server lets the statements of the transaction take as long as they need: then they are waited for. */
  #isPatient = false;
  /** What the transaction has written so far, of what others are told. */
  readonly #written = new Set<Written>();
  /** Writes of the transaction that nobody waits for but its commit. */
  #unawaited: Promise<unknown>[] = [];

  constructor(servers: Servers, onFault: OnFault, listener: WriteListener | undefined) {
    this.#servers = servers;
    this.#onFault = onFault;
    this.#listener = listener;
  }

  begin(isolationLevel: string): void {
    this.#isKept = this.#client !== undefined;
    this.#isPatient = false;
    this.#isTransaction = true;
    this.#beginAnew();
    this.#beginning = `begin isolation level ${isolationLevel}`;
  }

  leave(): void {
    if (this.#isKept) this.#isTransaction = false;
  }

  executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return activities.statement.measure({ sql: query.sql, system }, () => this.#execute<Row>(query));
  }

  async #execute<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#isTransaction) return isUnawaited(query.sql) ? await this.#pass(query) : await this.#write<Row>(query);
    if (isTold(query.sql)) return await this.#twice(() => this.#writeAndTell<Row>(query));
    this.#beginAnew();
    try {
      return await this.#runAlone(query);
    } catch (error) {
      if (!(error instanceof ConnectionLost)) throw error;
      if (!isRead(query.sql) && !isUnflushed(query.sql) && !error.isUndone) throw uncertain(error);
      this.#beginAnew();
      return await this.#runAlone(query);
    }
  }

  /** In the transaction that a batch is by itself, with what else is sent in this turn. */
  async #runAlone<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const unflushed = isUnflushed(query.sql) ? this.#run(withoutFlush) : undefined;
    return (await Promise.all([this.#run<Row>(query), unflushed]))[0];
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
    this.#beginning = 'begin';
    const result = await this.#write<Row>(query);
    await this.commit();
    return result;
  }

  /** Within a transaction. */
  async #write<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const result = await this.#run<Row>(query);
    if (query.sql === withoutLimit) this.#isPatient = true;
    const told = result.numAffectedRows === 0n ? undefined : toldOf(query.sql);
    if (told) this.#written.add(told);
    return result;
  }

  /** Resolves when it is on its way; what is sent next goes with it, at the latest the commit, which then waits for it. */
  async #pass<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    const { promise: passed, resolve } = Promise.withResolvers<void>();
    const done = this.#run(query, resolve);
    this.#unawaited.push(done);
    const told = toldOf(query.sql);
    if (told) this.#written.add(told);
    await Promise.race([passed, done]);
    return { rows: [] };
  }

  async *streamQuery<Row>(query: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
    yield await this.executeQuery(query);
  }

  /** An error of a commit says nothing about what became of it, unless it says that another transaction was in the way. */
  async commit(): Promise<void> {
    // Without its connection it was taken back, and there is no doubt about it.
    if (this.#ended) throw this.#ended;
    this.#ended = isOver;
    if (this.#beginning) return;
    using warnings = warningsOf(this.#client);
    const notice = this.#written.size > 0 ? this.#send(CompiledQuery.raw(noticeOf(this.#written)), true) : undefined;
    const committed = activities.statement.measure({ sql: 'commit', system }, () => this.#send<string>(commit, true));
    try {
      // A write that has failed says why, and the commit behind it no more than that.
      const [{ rows }] = await Promise.all([committed, notice, ...this.#unawaited]);
      if (rows[0] === 'ROLLBACK') throw new Error('A transaction went on after one of its statements had failed.');
    } catch (error) {
      throw ofCommit(error, warnings.said, this.#servers.name);
    } finally {
      this.#listener?.wrote(this.#written);
      this.#written.clear();
    }
  }

  /** With the connection, the transaction is gone as well. */
  async rollback(): Promise<void> {
    this.#written.clear();
    this.#ended ??= isOver;
    const client = this.#client;
    if (!client || this.#beginning) return;
    this.#flush();
    try {
      await client.query('rollback');
    } catch {
      this.#drop(client, isOver);
    }
  }

  release(): void {
    this.#isReleased = true;
    this.#ended ??= isOver;
    this.#flush();
    this.#client?.release();
    this.#client = undefined;
  }

  #beginAnew(): void {
    if (!this.#isReleased) this.#ended = undefined;
    this.#unawaited = [];
    this.#beginning = undefined;
    this.#begun = undefined;
    this.#failed = undefined;
  }

  async #run<Row>(query: CompiledQuery, onAdded?: () => void): Promise<QueryResult<Row>> {
    if (this.#ended) throw this.#ended;
    return await this.#send<Row>(query, false, onAdded);
  }

  /** @param isEnd whether it ends the transaction. @param onAdded told when it stands behind what was sent before. */
  async #send<Row>(
    query: CompiledQuery & Partial<NamedQuery>,
    isEnd = false,
    onAdded = () => {},
  ): Promise<QueryResult<Row>> {
    const values = parametersOf(query);
    const client = await this.#connected();
    const isText = query.name === undefined && values.length === 0 && query.sql.includes(';');
    if (isText && this.#beginning) this.#open(client);
    if (isText) this.#flush();
    if (this.#begun && !this.#batch) await this.#begun;
    if (this.#ended && !isEnd) throw this.#ended;
    try {
      const answers = isText
        ? client.query({ text: query.sql, ...this.#patience() })
        : (this.#batch ?? this.#open(client)).add({ text: query.sql, values, name: query.name });
      onAdded();
      const { command, rowCount, rows } = lastOf(await answers);
      if (command === 'COMMIT' || command === 'ROLLBACK') return { rows: [command as Row] };
      return { rows, ...(writes.has(command) ? { numAffectedRows: BigInt(rowCount ?? 0) } : {}) };
    } catch (thrown) {
      throw this.#failure(thrown, client);
    }
  }

  #open(client: PoolClient): Batch {
    const batch = newBatch(client);
    this.#batch = batch;
    process.nextTick(() => this.#batch === batch && this.#flush());
    const text = this.#beginning;
    if (text === undefined) return batch;
    this.#beginning = undefined;
    const begun = activities.statement.measure({ sql: text, system }, () =>
      batch.add({ text, values: [], name: text }),
    );
    this.#begun = begun.then(
      () => {
        this.#begun = undefined;
      },
      (thrown) => {
        this.#ended ??= this.#failure(thrown, client) as Error;
        throw this.#ended;
      },
    );
    this.#begun.catch(() => {}); // The sender of the next statement hears of it.
    return batch;
  }

  #flush(): void {
    this.#batch?.send(this.#patience());
    this.#batch = undefined;
  }

  #patience() {
    return this.#isPatient ? { query_timeout: longestTimerMs } : {};
  }

  async #connected(): Promise<PoolClient> {
    try {
      if (this.#client) return this.#client;
      this.#connecting ??= this.#connect();
      return await this.#connecting;
    } catch (thrown) {
      throw this.#failure(thrown, undefined);
    } finally {
      this.#connecting = undefined;
    }
  }

  #failure(thrown: unknown, client: PoolClient | undefined): unknown {
    if (this.#failed && isBehindFailure(thrown)) return this.#failed;
    const error = translated(thrown, this.#servers.name, client === undefined);
    if (this.#isTransaction && client) this.#failed ??= error;
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
    if (client) this.#servers.distrust(client);
  }
}

const system = 'postgresql';

const isOver = new Error('A statement came after the end of its transaction.');
