import { Worker } from 'node:worker_threads';
import type { Argon2Parameters } from '../../src/password/hash/scheme.ts';

// Passwords of the suites are hashed with Argon2id, in threads as in earnest, but with so little memory that a hash takes no
// time: they are many thousands. No setting allows that; what is about the hashes themselves names their parameters.

/** What such a hash costs. */
export const smallHashes: Argon2Parameters = { memoryKiB: 64, iterations: 1, parallelism: 1 };

/** What is configured in its place. */
const settings = {
  'hash-memory': smallHashes.memoryKiB,
  'hash-iterations': smallHashes.iterations,
  'hash-parallelism': smallHashes.parallelism,
} as const;

/** With these flags a server hashes as in earnest. */
export const realHashes = { 'hash-memory': '19456' } as const;

/** How a server of this process hashes little. */
export const smallHashing = { settings, parts: { startHashWorker: startSmallHashWorker } } as const;

type Flags = Readonly<Record<string, unknown>>;

/** Whether the flags of a server leave open what its hashes cost. */
export const mayHashLittle = (flags: Flags): boolean => !Object.keys(settings).some((name) => name in flags);

/** The thread of a server with the flags: where they say how many there are, hashes take long, so that callers have to wait. */
export const smallHashWorkerOf = (flags: Flags): typeof startSmallHashWorker =>
  'hash-threads' in flags ? startSlowHashWorker : startSmallHashWorker;

/** In milliseconds, of a slow hash. Meanwhile its thread sleeps. */
const slowMs = 40;

/** What the thread gets. */
export type SmallHashes = Argon2Parameters & { readonly pauseMs: number };

/** Starts the thread of a pool whose hashes take long, though they cost next to nothing. */
export const startSlowHashWorker = (parameters: Argon2Parameters): Worker => start({ ...parameters, pauseMs: slowMs });

/** Those that no server has at this moment: to start one takes longer than all of its hashes. */
const idle: Worker[] = [];

/** Starts the thread of a pool, or takes one that another pool has ended. */
export function startSmallHashWorker(parameters: Argon2Parameters): Worker {
  const known = idle.pop();
  if (known === undefined) return launch(parameters);
  queueMicrotask(() => known.emit('message', 'started'));
  return known;
}

function start(workerData: SmallHashes): Worker {
  const url = new URL('./small-hash-worker.ts', import.meta.url);
  return new Worker(url, { name: 'password hash', workerData, execArgv: [] });
}

function launch(parameters: Argon2Parameters): Worker {
  const worker = start({ ...parameters, pauseMs: 0 });
  worker.terminate = async () => {
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
    worker.unref();
    const hasEnded = worker.threadId < 0;
    if (!hasEnded) idle.push(worker);
    return 0;
  };
  return worker;
}
