import { setTimeout as pause } from 'node:timers/promises';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { activities } from '../../telemetry.ts';
import { nextTurn } from '../../turns.ts';
import { isRead } from '../changes.ts';
import { isBusy } from '../faults.ts';
import { isOnThread } from '../long-query.ts';
import { parametersOf } from '../nul.ts';
import { isBulk } from '../transaction.ts';

/** A prepared statement, with its parameters as one list. */
interface Statement {
  /** Whether it yields rows. */
  readonly reader: boolean;
  /** Whether what it writes, or commits, is told of to somebody who relies on it. */
  readonly isLasting: boolean;
  all(parameters: readonly unknown[]): unknown[];
  run(parameters: readonly unknown[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
}

/** An open connection to a file. */
export interface Statements {
  readonly isTransaction: boolean;
  prepare(sql: string): Statement;
  close(): void;
}

/** An open connection that does not hold the event loop. */
export interface Thread {
  readonly isTransaction: boolean;
  execute(query: CompiledQuery): Promise<QueryResult<never>>;
  close(): Promise<void>;
}

interface DriverOptions {
  /** Undefined for a store that no other connection can see, as are the threads. */
  readonly openSecond: (() => Statements) | undefined;
  /** For what takes long to read. */
  readonly reader: Thread | undefined;
  /** For transactions that write very many rows. */
  readonly writer: Thread | undefined;
  /** Called when something was committed. */
  readonly committed: () => void;
  /** Resolves when everything that the first connection has committed is on the disk. */
  readonly flush: () => Promise<void>;
  /** Whether the disk has confirmed everything that it was asked for. */
  readonly isConfirmed: () => boolean;
  /** Called before very many rows are written. */
  readonly makeRoom: () => Promise<void>;
  /** Called when all but the first connection are closed. */
  readonly closing: () => Promise<void>;
}

/** For so long, in milliseconds, a statement waits for another process, such as a command, that has the store. */
const patienceMs = 5000;

const commit = CompiledQuery.raw('commit');

/** Between two tries, the first of which come sooner. */
const longestRestMs = 16;

/**
 * One connection does everything, and a second one reads while a transaction has the first: those who only read do not
 * wait for its end, and see what was committed before it. Those who write wait, in turn. While another process has the
 * store, nothing waits but those who write. What takes long is done on threads, each with a connection of its own.
 */
export class TwoConnectionsDriver implements Driver {
  readonly #first: Statements;
  readonly #options: DriverOptions;
  #second: Statements | undefined;
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  constructor(first: Statements, options: DriverOptions) {
    this.#first = first;
    this.#options = options;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<Lane> {
    return new Lane((query, lane) => this.#execute(query, lane));
  }

  /**
   * A transaction asks for the right to write at its start, where it can wait for it: one that had read before would be
   * refused at its first write if a command beside the server had committed in between.
   */
  async beginTransaction(lane: Lane, settings: TransactionSettings): Promise<void> {
    const since = performance.now();
    await this.#take();
    lane.isTransaction = true;
    lane.thread = isBulk(settings) ? this.#options.writer : undefined;
    if (lane.thread) await this.#options.makeRoom();
    await patiently(since, () => this.#executeOn(lane, CompiledQuery.raw('begin immediate')));
  }

  async commitTransaction(lane: Lane): Promise<void> {
    await lane.executeQuery(commit);
  }

  /**
   * A full disk makes SQLite roll back by itself; what is left to say is why, not that there is nothing to roll back. What the disk
   * has not confirmed is committed nevertheless.
   */
  async rollbackTransaction(lane: Lane): Promise<void> {
    if (lane.isReleased) return;
    if ((lane.thread ?? this.#first).isTransaction) await lane.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(lane: Lane): Promise<void> {
    if (lane.isTransaction) this.#give();
    lane.isTransaction = false;
    lane.isReleased = true;
  }

  async destroy(): Promise<void> {
    await this.#options.reader?.close();
    await this.#options.writer?.close();
    await this.#options.closing();
    const last = this.#options.isConfirmed() ? this.#first : this.#keepLog();
    for (const connection of [this.#first, this.#second]) if (connection !== last) connection?.close();
    last?.close();
  }

  /**
   * The last connection that closes copies the log into the store file without looking at it, unless it only reads. Where the disk has
   * forgotten a part, the next start finds where that begins. Returns the connection to be closed last, which has the log open.
   */
  #keepLog(): Statements | undefined {
    const second = this.#secondConnection();
    second?.prepare('select 1 from sqlite_schema').all([]);
    return second;
  }

  async #execute(query: CompiledQuery, lane: Lane): Promise<QueryResult<never>> {
    if (query === commit) return await this.#commit(lane);
    if (lane.isTransaction) return await this.#executeWithin(lane, query);
    if (this.#options.reader && isOnThread(query.sql)) return await this.#options.reader.execute(query);
    const since = performance.now();
    if (this.#isTaken && isRead(query.sql)) {
      const second = this.#secondConnection();
      if (second) return await patiently(since, () => execute(second, query));
    }
    const result = await this.#executeAlone(query, since);
    // Outside of a transaction, what was written is committed with the statement.
    if (this.#first.prepare(query.sql).isLasting) await this.#committed();
    return result;
  }

  /** While the disk is waited for, others write. */
  async #commit(lane: Lane): Promise<QueryResult<never>> {
    const result = await this.#executeWithin(lane, commit);
    await this.releaseConnection(lane);
    await this.#committed(lane.thread);
    return result;
  }

  /** A thread has waited for the disk by itself, if it is to be waited for. */
  async #committed(thread?: Thread): Promise<void> {
    this.#options.committed();
    if (!thread) await this.#options.flush();
  }

  /** A full disk has ended the transaction by itself: what was sent together with the statement that failed is not done alone. */
  #executeWithin(lane: Lane, query: CompiledQuery): QueryResult<never> | Promise<QueryResult<never>> {
    if (!lane.thread && !this.#first.isTransaction) throw isOver;
    return this.#executeOn(lane, query);
  }

  /** A thread looks by itself whether the transaction is over. */
  #executeOn({ thread }: Lane, query: CompiledQuery): QueryResult<never> | Promise<QueryResult<never>> {
    return thread ? thread.execute(query) : execute(this.#first, query);
  }

  #secondConnection(): Statements | undefined {
    this.#second ??= this.#options.openSecond?.();
    return this.#second;
  }

  async #executeAlone(query: CompiledQuery, since: number): Promise<QueryResult<never>> {
    if (this.#isTaken) return await this.#executeInTurn(query, since);
    try {
      return await execute(this.#first, query);
    } catch (error) {
      if (!isBusy(error)) throw error;
      return await this.#executeInTurn(query, since);
    }
  }

  async #executeInTurn(query: CompiledQuery, since: number): Promise<QueryResult<never>> {
    await this.#take();
    try {
      return await patiently(since, () => execute(this.#first, query));
    } finally {
      this.#give();
    }
  }

  async #take(): Promise<void> {
    if (this.#isTaken) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#isTaken = true;
  }

  /** Handed on directly, so that nobody comes between. */
  #give(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#isTaken = false;
  }
}

const isOver = new Error('A statement came after the end of its transaction.');

/** What a query, or all queries of a transaction, are executed on. */
class Lane implements DatabaseConnection {
  isTransaction = false;
  isReleased = false;
  /** On which the transaction runs, if it is a long one. */
  thread: Thread | undefined;
  readonly #execute: (query: CompiledQuery, lane: Lane) => Promise<QueryResult<never>>;

  constructor(execute: (query: CompiledQuery, lane: Lane) => Promise<QueryResult<never>>) {
    this.#execute = execute;
  }

  async executeQuery(query: CompiledQuery): Promise<QueryResult<never>> {
    if (this.isReleased) throw isOver;
    return await activities.statement.measure({ sql: query.sql, system: 'sqlite' }, () => this.#execute(query, this));
  }

  async *streamQuery(query: CompiledQuery): AsyncIterableIterator<QueryResult<never>> {
    yield await this.executeQuery(query);
  }
}

function execute(connection: Statements, query: CompiledQuery): QueryResult<never> | Promise<QueryResult<never>> {
  const parameters = parametersOf(query);
  const statement = connection.prepare(query.sql);
  if (statement.reader) return read(statement, parameters);
  const { changes, lastInsertRowid } = statement.run(parameters);
  return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
}

/** To read for so many milliseconds is long. */
const longReadMs = 2;

/** Who has read much goes on with as much: with what is made of it, and with the next statement. Others come in between. */
function read(statement: Statement, parameters: readonly unknown[]): QueryResult<never> | Promise<QueryResult<never>> {
  const since = performance.now();
  const result = { rows: statement.all(parameters) as never[] };
  return performance.now() - since > longReadMs ? nextTurn().then(() => result) : result;
}

/** Tries again, with pauses for everybody else, for as long as another process has the store: once at the least. */
async function patiently<T>(since: number, work: () => T | Promise<T>): Promise<T> {
  for (let restMs = 1; ; restMs = Math.min(2 * restMs, longestRestMs)) {
    try {
      return await work();
    } catch (error) {
      if (!isBusy(error) || performance.now() - since > patienceMs) throw error;
    }
    await pause(restMs);
  }
}
