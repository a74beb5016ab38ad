import { availableParallelism } from 'node:os';
import { GatehouseError } from '../errors.ts';
import { decoyHash, isOutdated } from './hash.ts';
import { expectedWaitMs, retryAfterSeconds, smoothedMean } from './hash-pool/admission.ts';
import { HashJob, type HashOutcome } from './hash-pool/job.ts';
import type { HashPoolOptions, HashPoolStatistics } from './hash-pool/options.ts';
import { HashQueue } from './hash-pool/queue.ts';
import { HashThread, startWorker } from './hash-pool/thread.ts';
import type { HashTask } from './hash-pool/worker.ts';
import type { Hasher, HashOptions } from './hasher.ts';

/** The one being computed, and the next. */
const jobsAtThread = 2;

/**
 * Computes password hashes on threads of its own, so that neither the event loop nor libuv's pool, where signatures,
 * files and name look-ups run, waits for them. Work comes in two lanes: jobs of requests that are under way go first
 * and are never shed; new jobs are refused with `Overloaded` as soon as it is plain that they would wait too long.
 */
export class HashPool implements Hasher, AsyncDisposable {
  readonly #maxQueued: number;
  readonly #deadlineMs: number;
  readonly #hashesPerRequest: number;
  readonly #parameters: HashPoolOptions['parameters'];
  readonly #decoy: string;
  readonly #threads: readonly HashThread[];
  readonly #queue = new HashQueue();
  readonly #ended: Record<HashOutcome, number> = { completed: 0, refused: 0, cancelled: 0, failed: 0 };
  #meanDurationMs = 0;
  #closing: Promise<void> | undefined;

  /** Returns at once; the threads get ready in the background. */
  constructor(options: HashPoolOptions) {
    const { parameters, threads = availableParallelism(), hashesPerRequest = 2 } = options;
    const start = options.startWorker ?? startWorker;
    this.#maxQueued = options.maxQueued;
    this.#deadlineMs = options.deadlineMs;
    this.#hashesPerRequest = hashesPerRequest;
    this.#parameters = parameters;
    this.#decoy = decoyHash(parameters);
    this.#threads = Array.from({ length: threads }, () => new HashThread(() => start(parameters)));
  }

  /**
   * Refuses a request before it has done anything, when its first job would be refused now.
   *
   * @throws GatehouseError Overloaded.
   */
  requireCapacity(): void {
    if (this.#hasRoom()) return;
    this.#ended.refused += 1;
    throw new GatehouseError({ code: 'Overloaded', retryAfterSeconds: retryAfterSeconds(this.#expectedWaitMs()) });
  }

  /**
   * A new hash of the password, as the text to store. The caller has checked the password's length.
   *
   * @throws GatehouseError Overloaded or Cancelled; any other Error when the hash could not be computed.
   */
  hash(password: string, options: HashOptions = {}): Promise<string> {
    return this.#submit<string>({ kind: 'hash', password }, options);
  }

  /**
   * Whether the password is the one that was hashed; false also for a stored hash that no scheme accepts.
   *
   * @throws GatehouseError Overloaded or Cancelled; any other Error when the hash could not be computed.
   */
  verify(storedHash: string, password: string, options: HashOptions = {}): Promise<boolean> {
    return this.#submit<boolean>({ kind: 'verify', password, storedHash }, options);
  }

  /**
   * Verifies the password against a hash that no password has.
   *
   * @throws GatehouseError Overloaded or Cancelled; any other Error when the hash could not be computed.
   */
  async verifyNothing(password: string, options: HashOptions = {}): Promise<void> {
    await this.verify(this.#decoy, password, options);
  }

  isOutdated(storedHash: string): boolean {
    return isOutdated(storedHash, this.#parameters);
  }

  /** Whether a job given now would start now, at nobody's cost: then a hash may be computed before it is needed. */
  hasIdleThread(): boolean {
    return this.#freest().load === 0 && this.#closing === undefined;
  }

  statistics(): HashPoolStatistics {
    return {
      threads: this.#threads.length,
      running: this.#running(),
      queued: this.#queue.continuing + this.#queue.arriving,
      meanDurationMs: this.#meanDurationMs,
      ended: { ...this.#ended },
    };
  }

  /** Refuses what waits and what comes with `Overloaded`, lets the running hashes end, and ends the threads. */
  close(): Promise<void> {
    this.#closing ??= Promise.all(this.#threads.map((thread) => thread.stop())).then(() => {});
    for (let job = this.#queue.next(); job !== undefined; job = this.#queue.next()) this.#refuse(job);
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** The kind of the task decides the type of its result. */
  #submit<Result extends string | boolean>(task: HashTask, options: HashOptions): Promise<Result> {
    const { signal, admitted = false } = options;
    const job = new HashJob(task, admitted, (outcome) => {
      this.#ended[outcome] += 1;
    });
    if (signal?.aborted) {
      job.cancel(true);
    } else if (admitted ? this.#closing === undefined : this.#hasRoom()) {
      this.#enqueue(job, signal);
    } else {
      this.#refuse(job);
    }
    return job.answer as Promise<Result>;
  }

  /** Whether a new job would be taken. */
  #hasRoom(): boolean {
    const mayWait = this.#queue.arriving < this.#maxQueued && this.#expectedWaitMs() <= this.#deadlineMs;
    return this.#closing === undefined && (this.#freest().load === 0 || mayWait);
  }

  #enqueue(job: HashJob, signal: AbortSignal | undefined): void {
    const leave = this.#queue.join(job);
    if (signal !== undefined) {
      const abort = () => {
        // Whether a password was right decides how the attempt ends, also when nobody waits for the answer any more.
        const wasWaiting = leave();
        if (wasWaiting || job.task.kind === 'hash') job.cancel(wasWaiting);
      };
      signal.addEventListener('abort', abort, { once: true });
      job.onEnd(() => signal.removeEventListener('abort', abort));
    }
    if (!job.admitted && this.#freest().load > 0) {
      const deadline = setTimeout(() => leave() && this.#refuse(job), this.#deadlineMs).unref();
      job.onEnd(() => clearTimeout(deadline));
    }
    this.#dispatch();
  }

  /**
   * Hands out jobs while a thread has none, or one only: the next one then lies at the thread, which begins it without
   * waiting for the event loop. That is the difference between busy threads and busy threads with pauses.
   */
  #dispatch(): void {
    for (let thread = this.#freest(); thread.load < jobsAtThread; thread = this.#freest()) {
      const job = this.#queue.next();
      if (job === undefined) return;
      void this.#run(job, thread);
    }
  }

  #freest(): HashThread {
    return this.#threads.reduce((freest, thread) => (thread.load < freest.load ? thread : freest));
  }

  /** Jobs at the threads, the ones that lie ready there included. */
  #running(): number {
    return this.#threads.reduce((sum, { load }) => sum + load, 0);
  }

  async #run(job: HashJob, thread: HashThread): Promise<void> {
    try {
      const reply = await thread.run(job.task);
      this.#meanDurationMs = smoothedMean(this.#meanDurationMs, reply.durationMs);
      if ('error' in reply) throw new Error(`The password hash could not be computed: ${reply.error}`);
      job.complete(reply.value);
    } catch (error) {
      job.fail(error);
    }
    this.#dispatch();
  }

  #refuse(job: HashJob): void {
    job.refuse(retryAfterSeconds(this.#expectedWaitMs()));
  }

  #expectedWaitMs(): number {
    return expectedWaitMs({
      threads: this.#threads.length,
      running: this.#running(),
      continuing: this.#queue.continuing,
      arriving: this.#queue.arriving,
      hashesPerRequest: this.#hashesPerRequest,
      meanDurationMs: this.#meanDurationMs,
    });
  }
}
