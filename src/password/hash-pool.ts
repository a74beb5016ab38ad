import { randomBytes } from 'node:crypto';
import { availableParallelism } from 'node:os';
import type { Caller } from '../admission/caller.ts';
import { smoothedMean } from '../admission/estimate.ts';
import { FifoQueue } from '../admission/fifo-queue.ts';
import { Gate, type Turn } from '../admission/gate.ts';
import { isSealedHash, pepperKeyOf } from '../directory/pepper.ts';
import { GatehouseError } from '../errors.ts';
import { activities, events } from '../telemetry.ts';
import { decoyHash, isOutdated, newHashScheme, schemeOf } from './hash.ts';
import { HashCosts } from './hash-pool/costs.ts';
import { HashJob, type HashOutcome } from './hash-pool/job.ts';
import type { HashPoolOptions, HashPoolStatistics } from './hash-pool/options.ts';
import type { HashTask } from './hash-pool/tasks.ts';
import { HashThread, startWorker } from './hash-pool/thread.ts';
import type { Hasher, HashOptions, RefusalOptions } from './hasher.ts';
import { spellingsOf } from './normalization.ts';

/** In milliseconds. To wait for a job of such a length besides is no harm. */
const shortMs = 50;

/** The one being computed, and the next; of short ones another, so that two can be answered together. */
const jobsAtThread = (isShort: boolean): number => (isShort ? 3 : 2);

/**
 * Computes password hashes on threads of its own, so that neither the event loop nor libuv's pool, where signatures,
 * files and name look-ups run, waits for them. Requests wait for their turn at the gate, before they have done anything;
 * the hashes of those that have it are computed in the order in which they are asked for.
 */
export class HashPool implements Hasher, AsyncDisposable {
  readonly #parameters: HashPoolOptions['parameters'];
  readonly #decoy: string;
  readonly #jobsAtThread: number;
  readonly #threads: readonly HashThread[];
  readonly #gate: Gate;
  readonly #queue = new FifoQueue<HashJob>();
  readonly #ended: Record<HashOutcome, number> = { completed: 0, refused: 0, cancelled: 0, failed: 0 };
  readonly #costs = new HashCosts();
  /** Of kinds that nothing is known of yet, by a hash of each. */
  readonly #measurements = new Map<string, Promise<void>>();
  #meanDurationMs = 0;
  /** What the jobs take together that have not ended. */
  #pendingMs = 0;
  #closing: Promise<void> | undefined;

  /** The threads start when they are needed, and end when they are not. */
  constructor(options: HashPoolOptions) {
    const { parameters, threads = availableParallelism(), maxQueued, deadlineMs } = options;
    const start = options.startWorker ?? startWorker;
    this.#parameters = parameters;
    this.#decoy = decoyHash(parameters);
    this.#jobsAtThread = jobsAtThread(this.#costs.expectedMs(this.#decoy) <= shortMs);
    this.#threads = Array.from({ length: threads }, () => new HashThread(() => start(parameters)));
    this.#gate = new Gate({
      name: 'hash',
      // For each thread those with a job there, and at the store those that are answered together.
      places: threads * (2 * this.#jobsAtThread - 1),
      maxWaiting: maxQueued,
      maxWaitingForAccount: options.maxQueuedForAccount ?? maxQueued,
      maxWaitMs: deadlineMs,
      inHandMs: () => this.#pendingMs / threads,
    });
  }

  async enter(caller: Caller, signal?: AbortSignal): Promise<Turn> {
    // Not within a turn: the gate goes by how long turns take, and one that has to wait for a start says nothing of others.
    if (this.#closing === undefined && !this.#threads.some(({ isStarted }) => isStarted))
      await this.#threads[0]?.wake();
    return await this.#gate.enter(caller, signal);
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
   * @throws GatehouseError Overloaded or Cancelled; Internal when the pepper did not open it; any other Error when the hash
   *   could not be computed.
   */
  async verify(storedHash: string, password: string, options: HashOptions & RefusalOptions = {}): Promise<boolean> {
    requireOpened(storedHash);
    const { notBefore } = options;
    if (notBefore !== undefined) await this.#measure(notBefore);
    const refusalMs = this.refusalMs(notBefore);
    return await this.#submit<boolean>({ kind: 'verify', password, storedHash, refusalMs }, options);
  }

  /**
   * A new hash of `newPassword`, if the password is the one that was hashed; else undefined.
   *
   * @throws GatehouseError Overloaded or Cancelled; Internal when the pepper did not open it; any other Error when a hash
   *   could not be computed.
   */
  async verifyAndHash(
    storedHash: string,
    password: string,
    newPassword: string,
    options: HashOptions = {},
  ): Promise<string | undefined> {
    requireOpened(storedHash);
    const task = { kind: 'replace', password, storedHash, newPassword } as const;
    return (await this.#submit<string | false>(task, options)) || undefined;
  }

  /**
   * Verifies the password against a hash that no password has.
   *
   * @throws GatehouseError Overloaded or Cancelled; any other Error when the hash could not be computed.
   */
  async verifyNothing(password: string, options: HashOptions & RefusalOptions = {}): Promise<void> {
    await this.verify(this.#decoy, password, options);
  }

  refusalMs(notBefore: string | undefined): number {
    if (notBefore === undefined) return 0;
    return Math.max(this.#costs.expectedMs(this.#decoy), this.#costs.expectedMs(notBefore));
  }

  isOutdated(storedHash: string): boolean {
    return isOutdated(storedHash, this.#parameters);
  }

  /**
   * Whether a job given now would start now, at nobody's cost: then a hash may be computed before it is needed. A thread that
   * has to be started for that is there for the next one.
   */
  hasIdleThread(): boolean {
    const thread = this.#freest();
    if (thread.load > 0 || this.#closing !== undefined) return false;
    if (!thread.isStarted) void thread.wake();
    return thread.isStarted;
  }

  statistics(): HashPoolStatistics {
    return {
      threads: this.#threads.length,
      running: this.#threads.reduce((sum, { load }) => sum + load, 0),
      queued: this.#queue.length,
      meanDurationMs: this.#meanDurationMs,
      ended: { ...this.#ended },
      gate: this.#gate.statistics(),
    };
  }

  /** Refuses what waits and what comes with `Overloaded`, lets the running hashes end, and ends the threads. */
  close(): Promise<void> {
    this.#gate.close();
    this.#closing ??= Promise.all(this.#threads.map((thread) => thread.stop())).then(() => {});
    for (let job = this.#queue.shift(); job !== undefined; job = this.#queue.shift()) job.refuse();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Finds out how long such a hash takes here, once for all who ask meanwhile: with a password that nobody has. */
  async #measure(storedHash: string): Promise<void> {
    if (this.#costs.isKnown(storedHash)) return;
    const measuring =
      this.#measurements.get(storedHash) ??
      this.#submit<boolean>({ kind: 'verify', password: randomBytes(16).toString('hex'), storedHash }, {})
        .then(() => {})
        .finally(() => this.#measurements.delete(storedHash));
    this.#measurements.set(storedHash, measuring);
    await measuring;
  }

  #learn(task: HashTask, ms: number): void {
    // In another spelling a password is compared twice.
    if (task.kind !== 'hash' && spellingsOf(task.password).length === 1) this.#costs.learn(task.storedHash, ms);
  }

  /** What a thread will need for it, by what it needed for others of the kind. */
  #expectedMs(task: HashTask): number {
    const newMs = task.kind === 'verify' ? 0 : this.#costs.expectedMs(this.#decoy);
    if (task.kind === 'hash') return newMs;
    const refusalMs = task.kind === 'verify' ? (task.refusalMs ?? 0) : 0;
    return newMs + Math.max(this.#costs.expectedMs(task.storedHash), refusalMs);
  }

  /** The kind of the task decides the type of its result. */
  #submit<Result extends string | boolean>(task: HashTask, { signal }: HashOptions): Promise<Result> {
    const expectedMs = this.#expectedMs(task);
    this.#pendingMs += expectedMs;
    const job = new HashJob({ ...task, isShort: expectedMs <= shortMs }, (outcome) => {
      this.#ended[outcome] += 1;
      this.#pendingMs -= expectedMs;
    });
    if (signal?.aborted) job.cancel(true);
    else if (this.#closing === undefined) this.#enqueue(job, signal);
    else job.refuse();
    return activities.hash.measure({ kind: task.kind }, () => job.answer as Promise<Result>);
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
    this.#dispatch();
  }

  /**
   * Hands out jobs while a thread has none, or few only: the next one then lies at the thread, which begins it without
   * waiting for the event loop. That is the difference between busy threads and busy threads with pauses.
   */
  #dispatch(): void {
    for (let thread = this.#freest(); thread.load < this.#jobsAtThread; thread = this.#freest()) {
      const job = this.#queue.shift();
      if (job === undefined) return;
      void this.#run(job, thread);
    }
  }

  /** Of those with as little to do, one that has started. */
  #freest(): HashThread {
    const started = (thread: HashThread): number => (thread.isStarted ? 0 : 1);
    return this.#threads.reduce((freest, thread) =>
      (thread.load - freest.load || started(thread) - started(freest)) < 0 ? thread : freest,
    );
  }

  async #run(job: HashJob, thread: HashThread): Promise<void> {
    try {
      const reply = await thread.run(job.task);
      for (const { kind, ms } of reply.hashes) {
        events.hashed.publish({ kind, scheme: schemeNameOf(kind, job.task), ms });
        this.#meanDurationMs = smoothedMean(this.#meanDurationMs, ms);
        if (kind === 'verify') this.#learn(job.task, ms);
      }
      if ('error' in reply) throw new Error(`The password hash could not be computed: ${reply.error}`);
      job.complete(reply.value);
      // Of two hashes in one job, one was counted with it.
      if (reply.hashes.length > 1) this.#ended.completed += 1;
    } catch (error) {
      job.fail(error);
    }
    this.#dispatch();
  }
}

const schemeNameOf = (kind: 'hash' | 'verify', task: HashTask): string =>
  kind === 'hash' || task.kind === 'hash' ? newHashScheme : (schemeOf(task.storedHash)?.name ?? 'none');

/** That it is the wrong password, nobody may say who could not look. */
function requireOpened(storedHash: string): void {
  if (!isSealedHash(storedHash)) return;
  const problem = `A password cannot be verified: its hash is sealed with the pepper key ${pepperKeyOf(storedHash)}, which is not configured here, or was changed in the store.`;
  throw new GatehouseError({ code: 'Internal' }, new Error(problem));
}
