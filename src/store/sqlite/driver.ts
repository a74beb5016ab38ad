import { setTimeout as pause } from 'node:timers/promises';
import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import { activities } from '../../telemetry.ts';
import { isRead } from '../changes.ts';
import { isBusy } from '../faults.ts';
import { parametersOf } from '../nul.ts';
import { isLongRead } from './long-reads.ts';

/** A prepared statement, with its parameters as one list. */
interface Statement {
  /** Whether it yields rows. */
  readonly reader: boolean;
  all(parameters: readonly unknown[]): unknown[];
  run(parameters: readonly unknown[]): { readonly changes: number | bigint; readonly lastInsertRowid: number | bigint };
}

/** An open connection to a file. */
export interface Statements {
  readonly isTransaction: boolean;
  prepare(sql: string): Statement;
  close(): void;
}

interface DriverOptions {
  /** Undefined for a store that no other connection can see. */
  readonly openSecond: (() => Statements) | undefined;
  /** Reads what takes long without holding the event loop; undefined where nothing but the first connection sees the store. */
  readonly readLong: ((query: CompiledQuery) => Promise<readonly unknown[]>) | undefined;
  /** Ends what `readLong` has begun. */
  readonly endLong: () => Promise<void>;
  /** Called when something was committed. */
  readonly committed: () => void;
}

/** For so long, in milliseconds, a statement waits for another process, such as a command, that has the store. */
const patienceMs = 5000;

/** Between two tries, the first of which come sooner. */
const longestRestMs = 16;

/**
 * One connection does everything, and a second one reads while a transaction has the first: whoever only reads does not
 * wait for its end, and sees what was committed before it. Whoever writes waits, in turn. While another process has the
 * store, nothing waits but those who write.
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
    return new Lane((query, isTransaction) => this.#execute(query, isTransaction));
  }

  /**
   * A transaction asks for the right to write at its start, where it can wait for it: one that had read before would be
   * refused at its first write if a command beside the server had committed in between.
   */
  async beginTransaction(lane: Lane): Promise<void> {
    const since = performance.now();
    await this.#take();
    lane.isTransaction = true;
    await patiently(since, () => execute(this.#first, CompiledQuery.raw('begin immediate')));
  }

  async commitTransaction(lane: Lane): Promise<void> {
    await lane.executeQuery(CompiledQuery.raw('commit'));
    this.#options.committed();
  }

  /** A full disk makes SQLite roll back by itself; what is left to say is why, not that there is nothing to roll back. */
  async rollbackTransaction(lane: Lane): Promise<void> {
    if (this.#first.isTransaction) await lane.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(lane: Lane): Promise<void> {
    if (lane.isTransaction) this.#give();
    lane.isTransaction = false;
    lane.isReleased = true;
  }

  async destroy(): Promise<void> {
    await this.#options.endLong();
    this.#second?.close();
    this.#first.close();
  }

  async #execute(query: CompiledQuery, isTransaction: boolean): Promise<QueryResult<never>> {
    if (isTransaction) return this.#executeWithin(query);
    if (this.#options.readLong && isLongRead(query.sql)) {
      return { rows: (await this.#options.readLong(query)) as never[] };
    }
    const since = performance.now();
    if (this.#isTaken && isRead(query.sql)) {
      const second = this.#secondConnection();
      if (second) return await patiently(since, () => execute(second, query));
    }
    if (this.#isTaken) return await this.#executeInTurn(query, since);
    try {
      return this.#executeAlone(query);
    } catch (error) {
      if (!isBusy(error)) throw error;
      return await this.#executeInTurn(query, since);
    }
  }

  /** A full disk has ended the transaction by itself: what was sent together with the statement that failed is not done alone. */
  #executeWithin(query: CompiledQuery): QueryResult<never> {
    if (!this.#first.isTransaction) throw isOver;
    return execute(this.#first, query);
  }

  #secondConnection(): Statements | undefined {
    this.#second ??= this.#options.openSecond?.();
    return this.#second;
  }

  async #executeInTurn(query: CompiledQuery, since: number): Promise<QueryResult<never>> {
    await this.#take();
    try {
      return await patiently(since, () => this.#executeAlone(query));
    } finally {
      this.#give();
    }
  }

  /** Outside of a transaction, what was written is committed with the statement. */
  #executeAlone(query: CompiledQuery): QueryResult<never> {
    const result = execute(this.#first, query);
    if (result.numAffectedRows) this.#options.committed();
    return result;
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
  readonly #execute: (query: CompiledQuery, isTransaction: boolean) => Promise<QueryResult<never>>;

  constructor(execute: (query: CompiledQuery, isTransaction: boolean) => Promise<QueryResult<never>>) {
    this.#execute = execute;
  }

  async executeQuery(query: CompiledQuery): Promise<QueryResult<never>> {
    if (this.isReleased) throw isOver;
    return await activities.statement.measure({ sql: query.sql, system: 'sqlite' }, () =>
      this.#execute(query, this.isTransaction),
    );
  }

  async *streamQuery(query: CompiledQuery): AsyncIterableIterator<QueryResult<never>> {
    yield await this.executeQuery(query);
  }
}

function execute(connection: Statements, query: CompiledQuery): QueryResult<never> {
  const parameters = parametersOf(query);
  const statement = connection.prepare(query.sql);
  if (statement.reader) return { rows: statement.all(parameters) as never[] };
  const { changes, lastInsertRowid } = statement.run(parameters);
  return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
}

/** Tries again, with pauses for everybody else, for as long as another process has the store: once at the least. */
async function patiently<T>(since: number, work: () => T): Promise<T> {
  for (let restMs = 1; ; restMs = Math.min(2 * restMs, longestRestMs)) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || performance.now() - since > patienceMs) throw error;
    }
    await pause(restMs);
  }
}
