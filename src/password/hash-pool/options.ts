import type { Worker } from 'node:worker_threads';
import type { GateStatistics } from '../../admission/gate.ts';
import type { Argon2Parameters } from '../hash/scheme.ts';
import type { HashOutcome } from './job.ts';

export interface HashPoolOptions {
  /** What every new hash costs. */
  readonly parameters: Argon2Parameters;
  /** How many hashes are computed at the same time; one per core unless told otherwise. */
  readonly threads?: number;
  /** How many requests may wait for their turn. */
  readonly maxQueued: number;
  /** How many of them may wait for one account; as many unless told otherwise. */
  readonly maxQueuedForAccount?: number;
  /** How long a request may wait for its turn, in milliseconds. */
  readonly deadlineMs: number;
  /** Starts the worker of one thread; the tests put another one here. */
  readonly startWorker?: ((parameters: Argon2Parameters) => Worker) | undefined;
}

export interface HashPoolStatistics {
  readonly threads: number;
  /** Jobs at the threads, the ones that lie ready there included. */
  readonly running: number;
  /** Jobs that wait for a thread. */
  readonly queued: number;
  /** Running mean of the time of one hash, in milliseconds; 0 before the first. */
  readonly meanDurationMs: number;
  /** How many jobs have ended in each way. */
  readonly ended: Readonly<Record<HashOutcome, number>>;
  /** Of the requests, before their first job. */
  readonly gate: GateStatistics;
}
