import { Worker } from 'node:worker_threads';
import type { CompiledQuery, QueryResult } from 'kysely';
import { IdleThread } from '../../idle-thread.ts';
import { parametersOf } from '../nul.ts';

export interface ThreadOptions {
  readonly file: string;
  readonly isReadOnly: boolean;
  /** What is said to the connection when it is open. */
  readonly setUp: string;
  /** Whether it leaves the event loop the first place on the cores; not where nobody is served and it has most of the work. */
  readonly isBehind: boolean;
}

export type ThreadRequest = Pick<CompiledQuery, 'sql' | 'parameters'>;

/** `errcode` is that of SQLite. */
export type ThreadAnswer = { readonly isTransaction: boolean } & (
  | { readonly rows: readonly unknown[]; readonly changes?: number | bigint }
  | { readonly message: string; readonly errcode: number | undefined }
);

/**
 * A connection on a thread of its own, for what takes long, so that only its caller waits. It runs one
 * statement after the other, and does not end in the middle of a transaction.
 */
export class StatementThread {
  readonly #thread: IdleThread<ThreadRequest, ThreadAnswer>;
  #isTransaction = false;

  constructor(options: ThreadOptions, idleMs?: number) {
    const start = () => startWorker(options);
    this.#thread = new IdleThread({ start, idleMs, mayEnd: ({ isTransaction }) => !isTransaction });
  }

  /** Whether its connection is in a transaction; that of a thread that was lost is rolled back. */
  get isTransaction(): boolean {
    return this.#thread.isRunning && this.#isTransaction;
  }

  /** How many statements are not answered yet. */
  get waiting(): number {
    return this.#thread.waiting;
  }

  /** @throws Error as `node:sqlite` does; GatehouseError BadRequest as `parametersOf`. */
  async execute(query: CompiledQuery): Promise<QueryResult<never>> {
    const answer = await this.#ask({ sql: query.sql, parameters: parametersOf(query) });
    if ('message' in answer) {
      const { message, errcode } = answer;
      throw Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
    }
    const { rows, changes } = answer;
    return { rows: rows as never[], ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }) };
  }

  async close(): Promise<void> {
    await this.#thread.close();
  }

  async #ask(request: ThreadRequest): Promise<ThreadAnswer> {
    try {
      const answer = await this.#thread.ask(request);
      this.#isTransaction = answer.isTransaction;
      return answer;
    } catch (error) {
      this.#isTransaction = false;
      throw error;
    }
  }
}

function startWorker(options: ThreadOptions): Worker {
  const worker = new Worker(new URL('./statement-worker.ts', import.meta.url), {
    name: options.isReadOnly ? 'long-reads' : 'bulk-writes',
    workerData: options,
    execArgv: [],
  });
  worker.unref();
  return worker;
}
