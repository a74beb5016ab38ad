import { Worker } from 'node:worker_threads';

export const isLongRead = (text: string): boolean => text.startsWith('select /* on a thread */');

export interface LongReadRequest {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** `errcode` is that of SQLite. */
export type LongReadAnswer =
  | { readonly rows: readonly unknown[] }
  | { readonly message: string; readonly errcode: number | undefined };

/** Reads what takes long on a thread of its own, so that whoever asks for it waits, and nobody else. */
export class LongReads {
  readonly #file: string;
  readonly #waiting: PromiseWithResolvers<LongReadAnswer>[] = [];
  #worker: Worker | undefined;

  constructor(file: string) {
    this.#file = file;
  }

  /** @throws Error as `node:sqlite` does. */
  async read(request: LongReadRequest): Promise<readonly unknown[]> {
    this.#worker ??= this.#start();
    this.#worker.postMessage(request);
    const waiting = Promise.withResolvers<LongReadAnswer>();
    this.#waiting.push(waiting);
    const answer = await waiting.promise;
    if ('rows' in answer) return answer.rows;
    throw Object.assign(new Error(answer.message), { code: 'ERR_SQLITE_ERROR', errcode: answer.errcode });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./long-read-worker.ts', import.meta.url), {
      name: 'long-reads',
      workerData: this.#file,
      execArgv: [],
    });
    worker.unref();
    let fault: unknown = new Error('The thread that reads has ended.');
    worker.on('message', (answer: LongReadAnswer) => this.#waiting.shift()?.resolve(answer));
    worker.on('error', (error) => {
      fault = error;
    });
    worker.once('exit', () => {
      this.#worker = undefined;
      for (const waiting of this.#waiting.splice(0)) waiting.reject(fault);
    });
    return worker;
  }
}
