import { Worker } from 'node:worker_threads';
import type { CompiledQuery, QueryResult } from 'kysely';
import { parametersOf } from '../nul.ts';

export interface ThreadOptions {
  readonly file: string;
  readonly isReadOnly: boolean;
  /** What is said to the connection when it is open. */
  readonly setUp: string;
}

export type ThreadRequest = Pick<CompiledQuery, 'sql' | 'parameters'>;

/** `errcode` is that of SQLite. */
export type ThreadAnswer = { readonly isTransaction: boolean } & (
  | { readonly rows: readonly unknown[]; readonly changes?: number | bigint }
  | { readonly message: string; readonly errcode: number | undefined }
);

/** After this long without a statement the thread ends: it takes some 10 MiB. */
const idleUntilEndMs = 60_000;

/**
 * A connection on a thread of its own, for what takes long, so that whoever asks for it waits, and nobody else. It runs one
 * statement after the other, starts with the first of them and ends when there was none for a minute.
 */
export class StatementThread {
  readonly #options: ThreadOptions;
  readonly #idleMs: number;
  readonly #waiting: PromiseWithResolvers<ThreadAnswer>[] = [];
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #isTransaction = false;

  constructor(options: ThreadOptions, idleMs = idleUntilEndMs) {
    this.#options = options;
    this.#idleMs = idleMs;
  }

  /** Whether its connection is in a transaction; that of a thread that was lost is rolled back. */
  get isTransaction(): boolean {
    return this.#isTransaction;
  }

  /** How many statements are not answered yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @throws Error as `node:sqlite` does; GatehouseError BadRequest as `parametersOf`. */
  async execute(query: CompiledQuery): Promise<QueryResult<never>> {
    const request: ThreadRequest = { sql: query.sql, parameters: parametersOf(query) };
    clearTimeout(this.#idle);
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
    const waiting = Promise.withResolvers<ThreadAnswer>();
    this.#waiting.push(waiting);
    const answer = await waiting.promise;
    if ('message' in answer) {
      const { message, errcode } = answer;
      throw Object.assign(new Error(message), { code: 'ERR_SQLITE_ERROR', errcode });
    }
    const { rows, changes } = answer;
    return { rows: rows as never[], ...(changes === undefined ? {} : { numAffectedRows: BigInt(changes) }) };
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./statement-worker.ts', import.meta.url), {
      name: this.#options.isReadOnly ? 'long-reads' : 'bulk-writes',
      workerData: this.#options,
      execArgv: [],
    });
    worker.unref();
    let fault: unknown = new Error('The thread of the store has ended.');
    worker.on('message', (answer: ThreadAnswer) => this.#receive(answer));
    worker.on('error', (error) => {
      fault = error;
    });
    worker.once('exit', () => {
      if (this.#worker !== worker) return;
      this.#worker = undefined;
      this.#isTransaction = false;
      for (const waiting of this.#waiting.splice(0)) waiting.reject(fault);
    });
    return worker;
  }

  #receive(answer: ThreadAnswer): void {
    this.#isTransaction = answer.isTransaction;
    this.#waiting.shift()?.resolve(answer);
    if (this.#waiting.length > 0 || answer.isTransaction) return;
    this.#idle = setTimeout(() => this.#end(), this.#idleMs).unref();
  }

  /** Whoever comes from here on has another thread. */
  #end(): void {
    this.#worker?.postMessage('end');
    this.#worker = undefined;
  }
}
