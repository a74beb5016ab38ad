import { Worker } from 'node:worker_threads';
import type { Argon2Parameters } from '../hash/scheme.ts';
import type { HashReplies, HashReply, HashTask, Started } from './tasks.ts';

/** Starts a worker that says when it has started, and answers each HashTask with one HashReply, in order. */
export function startWorker(parameters: Argon2Parameters): Worker {
  // Without execArgv, the process's preloaded modules (tracing, test loaders) would be loaded in every thread again.
  return new Worker(new URL('./worker.ts', import.meta.url), {
    name: 'password hash',
    workerData: parameters,
    execArgv: [],
  });
}

/** For so long a worker that has nothing to do is kept: it takes 12 MiB, and a start takes as long as two or three hashes. */
const keptMs = 30_000;

/** A worker that runs, and what is expected of it. */
interface Running {
  readonly worker: Worker;
  /** Settles when it can take a task, or never will. */
  readonly starting: Promise<void>;
  isStarted: boolean;
  /** One for every task that it has, in the order in which they were sent. */
  readonly replies: PromiseWithResolvers<HashReply>[];
  /** Ends it, unless it gets a task before. */
  readonly idle: NodeJS.Timeout;
}

/**
 * A worker that does its tasks one after the other, and its replacement when it dies. It is started when it is needed, and
 * ended when it has not been for a while. It keeps the process alive only while it has a task.
 */
export class HashThread {
  readonly #start: () => Worker;
  readonly #keptMs: number;
  #running: Running | undefined;
  /** Settles when the latest task has ended. */
  #latest: Promise<void> = Promise.resolve();

  constructor(start: () => Worker, kept = keptMs) {
    this.#start = start;
    this.#keptMs = kept;
  }

  /** Tasks sent and not answered yet. */
  get load(): number {
    return this.#running?.replies.length ?? 0;
  }

  /** Whether a task would be begun at once. */
  get isStarted(): boolean {
    return this.#running?.isStarted ?? false;
  }

  /** Starts the worker, if there is none, and waits until it has started. */
  async wake(): Promise<void> {
    this.#running ??= this.#launch();
    const { worker, starting, replies } = this.#running;
    worker.ref();
    await starting;
    if (replies.length === 0) worker.unref();
  }

  /** When the worker dies, the task is tried once more; then it rejects. */
  run(task: HashTask): Promise<HashReply> {
    const reply = this.#attempt(task).catch(() => this.#attempt(task));
    // Without the values: each would hold that of the one before, and so all that there ever were.
    this.#latest = Promise.allSettled([this.#latest, reply]).then(() => {});
    return reply;
  }

  /** Lets the tasks in hand end, then ends the worker. */
  async stop(): Promise<void> {
    await this.#latest;
    await this.#end(this.#running);
  }

  #attempt(task: HashTask): Promise<HashReply> {
    const reply = Promise.withResolvers<HashReply>();
    this.#running ??= this.#launch();
    const { worker, replies } = this.#running;
    replies.push(reply);
    worker.ref();
    worker.postMessage(task);
    return reply.promise;
  }

  /**
   * A dead worker is replaced when the next task comes, so that one that cannot start is not started again and again.
   */
  #launch(): Running {
    const worker = this.#start();
    const replies: Running['replies'] = [];
    const idle = setTimeout(() => {
      if (replies.length === 0) void this.#end(running);
    }, this.#keptMs).unref();
    const { promise: starting, resolve: goOn } = Promise.withResolvers<void>();
    const running: Running = { worker, starting, isStarted: false, replies, idle };
    let cause: unknown;
    worker.on('message', (message: HashReplies | Started) => {
      if (message === 'started') {
        running.isStarted = true;
        return goOn();
      }
      for (const reply of message) replies.shift()?.resolve(reply);
      if (replies.length > 0) return;
      worker.unref();
      idle.refresh();
    });
    worker.on('error', (error) => {
      cause = error;
    });
    worker.once('exit', (code) => {
      void this.#end(running);
      goOn();
      for (const { reject } of replies.splice(0)) {
        reject(new Error(`A thread of the password hash pool ended with code ${code}.`, { cause }));
      }
    });
    // Only now: listening for messages would make the process wait for the worker again.
    worker.unref();
    return running;
  }

  /** From now on the next task has another worker. */
  async #end(running: Running | undefined): Promise<void> {
    if (this.#running === running) this.#running = undefined;
    clearTimeout(running?.idle);
    await running?.worker.terminate();
  }
}
