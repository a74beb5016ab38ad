import { Worker } from 'node:worker_threads';
import type { Argon2Parameters } from '../hash/argon2id.ts';
import type { HashReply, HashTask } from './worker.ts';

/** Starts a worker that answers each HashTask with one HashReply. */
export function startWorker(parameters: Argon2Parameters): Worker {
  // Without execArgv, the process's preloaded modules (tracing, test loaders) would be loaded in every thread again.
  return new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'password hash',
    workerData: parameters,
    execArgv: [],
  });
}

/**
 * A worker that does its tasks one after the other, and its replacement when it dies. It keeps the process alive only
 * while it has a task.
 */
export class HashThread {
  readonly #start: () => Worker;
  #worker: Worker | undefined;
  /** One for every task that the worker has, in the order in which they were sent. */
  #replies: PromiseWithResolvers<HashReply>[] = [];
  /** Settles when the latest task has ended. */
  #latest: Promise<unknown> = Promise.resolve();

  /** Starts the worker at once, so that the first task does not wait for it longer than it must. */
  constructor(start: () => Worker) {
    this.#start = start;
    this.#worker = this.#launch();
  }

  /** Tasks sent and not answered yet. */
  get load(): number {
    return this.#replies.length;
  }

  /** When the worker dies, the task is tried once more; then it rejects. */
  run(task: HashTask): Promise<HashReply> {
    const reply = this.#attempt(task).catch(() => this.#attempt(task));
    this.#latest = Promise.allSettled([this.#latest, reply]);
    return reply;
  }

  /** Lets the tasks in hand end, then ends the worker. */
  async stop(): Promise<void> {
    await this.#latest;
    await this.#worker?.terminate();
  }

  #attempt(task: HashTask): Promise<HashReply> {
    const reply = Promise.withResolvers<HashReply>();
    this.#worker ??= this.#launch();
    this.#replies.push(reply);
    this.#worker.ref();
    this.#worker.postMessage(task);
    return reply.promise;
  }

  /**
   * A dead worker is replaced when the next task comes, so that one that cannot start is not started again and again.
   */
  #launch(): Worker {
    const worker = this.#start();
    let cause: unknown;
    worker.on('message', (reply: HashReply) => {
      this.#replies.shift()?.resolve(reply);
      if (this.#replies.length === 0) worker.unref();
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.once('exit', (code) => {
      this.#worker = undefined;
      const orphans = this.#replies;
      this.#replies = [];
      for (const { reject } of orphans) {
        reject(new Error(`A thread of the password hash pool ended with code ${code}.`, { cause }));
      }
    });
    // Only now: listening for messages would make the process wait for the worker again.
    worker.unref();
    return worker;
  }
}
