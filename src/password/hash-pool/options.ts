import type { Worker } from 'node:worker_threads';
import type { Argon2Parameters } from '../hash/argon2id.ts';
import type { HashOutcome } from './job.ts';

export interface HashPoolOptions {
  /** What every new hash costs. */
  readonly parameters: Argon2Parameters;
  /** How many hashes are computed at the same time; one per core unless told otherwise. */
  readonly threads?: number;
  /** How many new jobs may wait. */
  readonly maxQueued: number;
  /** How long a new job may wait, in milliseconds. */
  readonly deadlineMs: number;
  /** How many hashes a request needs on average; 2, as a password change does, unless told otherwise. */
  readonly hashesPerRequest?: number;
  /** Starts the worker of one thread; the tests put a failing one here. */
  readonly startWorker?: (parameters: Argon2Parameters) => Worker;
}

export interface HashPoolStatistics {
  readonly threads: number;
  readonly running: number;
  readonly queued: number;
  /** Running mean of the time of one hash, in milliseconds; 0 before the first. */
  readonly meanDurationMs: number;
  /** How many jobs have ended in each way; every job is counted once, and so is a request without the capacity. */
  readonly ended: Readonly<Record<HashOutcome, number>>;
}
