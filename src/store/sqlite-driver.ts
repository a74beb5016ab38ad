import { CompiledQuery, type DatabaseConnection, type Driver, type QueryResult } from 'kysely';
import { isRead } from './changes.ts';

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

/**
 * One connection does everything, and a second one reads while a transaction has the first: whoever only reads does not
 * wait for its end, and sees what was committed before it. Whoever writes waits, in turn.
 */
export class TwoConnectionsDriver implements Driver {
  readonly #first: Statements;
  /** Undefined for a store that no other connection can see. */
  readonly #openSecond: (() => Statements) | undefined;
  #second: Statements | undefined;
  #isTaken = false;
  readonly #waiting: (() => void)[] = [];

  constructor(first: Statements, openSecond: (() => Statements) | undefined) {
    this.#first = first;
    this.#openSecond = openSecond;
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
    await this.#take();
    lane.isTransaction = true;
    await lane.executeQuery(CompiledQuery.raw('begin immediate'));
  }

  async commitTransaction(lane: Lane): Promise<void> {
    await lane.executeQuery(CompiledQuery.raw('commit'));
  }

  /** A full disk makes SQLite roll back by itself; what is left to say is why, not that there is nothing to roll back. */
  async rollbackTransaction(lane: Lane): Promise<void> {
    if (this.#first.isTransaction) await lane.executeQuery(CompiledQuery.raw('rollback'));
  }

  async releaseConnection(lane: Lane): Promise<void> {
    if (lane.isTransaction) this.#give();
    lane.isTransaction = false;
  }

  async destroy(): Promise<void> {
    this.#second?.close();
    this.#first.close();
  }

  async #execute(query: CompiledQuery, isTransaction: boolean): Promise<QueryResult<never>> {
    if (isTransaction || !this.#isTaken) return execute(this.#first, query);
    if (this.#openSecond && isRead(query.sql)) {
      this.#second ??= this.#openSecond();
      return execute(this.#second, query);
    }
    await this.#take();
    try {
      return execute(this.#first, query);
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

/** What a query, or all queries of a transaction, are executed on. */
class Lane implements DatabaseConnection {
  isTransaction = false;
  readonly #execute: (query: CompiledQuery, isTransaction: boolean) => Promise<QueryResult<never>>;

  constructor(execute: (query: CompiledQuery, isTransaction: boolean) => Promise<QueryResult<never>>) {
    this.#execute = execute;
  }

  executeQuery(query: CompiledQuery): Promise<QueryResult<never>> {
    return this.#execute(query, this.isTransaction);
  }

  async *streamQuery(query: CompiledQuery): AsyncIterableIterator<QueryResult<never>> {
    yield await this.executeQuery(query);
  }
}

function execute(connection: Statements, { sql, parameters }: CompiledQuery): QueryResult<never> {
  const statement = connection.prepare(sql);
  if (statement.reader) return { rows: statement.all(parameters) as never[] };
  const { changes, lastInsertRowid } = statement.run(parameters);
  return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] };
}
