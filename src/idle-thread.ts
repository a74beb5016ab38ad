import type { Worker } from 'node:worker_threads';

/** A thread takes some 10 MiB. */
const usualIdleMs = 60_000;

/** The last message to a worker: it closes what it has open, and ends. */
export const farewell = 'end';

interface IdleThreadOptions<Answer> {
  /** Starts a worker that answers each request with one message, in their order, and the farewell by its end. */
  readonly start: () => Worker;
  /** After so many milliseconds without a request the worker ends; a minute unless told otherwise. */
  readonly idleMs?: number | undefined;
  /** Whether the worker may end after that answer. */
  readonly mayEnd?: (answer: Answer) => boolean;
}

/** Answers one request after the other on a thread, which starts with the first of them and ends when there was none for a while. */
export class IdleThread<Request, Answer> {
  readonly #options: IdleThreadOptions<Answer>;
  readonly #waiting: PromiseWithResolvers<Answer>[] = [];
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;

  constructor(options: IdleThreadOptions<Answer>) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#worker !== undefined;
  }

  /** How many requests are not answered yet. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** @throws Error when the thread ends before it has answered; the next request starts another one. */
  ask(request: Request): Promise<Answer> {
    clearTimeout(this.#idle);
    this.#worker ??= this.#launch();
    this.#worker.ref();
    this.#worker.postMessage(request);
    const waiting = Promise.withResolvers<Answer>();
    this.#waiting.push(waiting);
    return waiting.promise;
  }

  /** Has the thread started for a request that is to come soon, unless it is there already. */
  prepare(): void {
    if (this.#waiting.length > 0) return;
    this.#worker ??= this.#launch();
    this.#rest();
  }

  async close(): Promise<void> {
    clearTimeout(this.#idle);
    await this.#worker?.terminate();
  }

  #launch(): Worker {
    const worker = this.#options.start();
    worker.on('message', (answer: Answer) => this.#receive(answer));
    worker.once('error', (error) => this.#lose(worker, error));
    worker.once('exit', () => this.#lose(worker, new Error('A thread has ended before it has answered.')));
    return worker;
  }

  #receive(answer: Answer): void {
    this.#waiting.shift()?.resolve(answer);
    if (this.#waiting.length > 0) return;
    if (this.#options.mayEnd?.(answer) === false) this.#worker?.unref();
    else this.#rest();
  }

  /** With nothing to do, it keeps no process alive, and ends after a while. */
  #rest(): void {
    clearTimeout(this.#idle);
    this.#worker?.unref();
    this.#idle = setTimeout(() => this.#end(), this.#options.idleMs ?? usualIdleMs).unref();
  }

  /** Callers from here on get another thread. */
  #end(): void {
    this.#worker?.postMessage(farewell);
    this.#worker = undefined;
  }

  #lose(worker: Worker, fault: unknown): void {
    if (this.#worker !== worker) return;
    this.#worker = undefined;
    for (const { reject } of this.#waiting.splice(0)) reject(fault);
  }
}
