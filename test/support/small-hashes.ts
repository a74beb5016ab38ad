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

/** Whether the flags of a server leave open what its hashes cost, and how many are computed at the same time. */
export const mayHashLittle = (flags: Readonly<Record<string, unknown>>): boolean =>
  !['hash-threads', ...Object.keys(settings)].some((name) => name in flags);

/** Those that no server has at this moment: to start one takes longer than all of its hashes. */
const idle: Worker[] = [];

/** Starts the thread of a pool, or takes one that another pool has ended. */
export function startSmallHashWorker(parameters: Argon2Parameters): Worker {
  const known = idle.pop();
  if (known === undefined) return launch(parameters);
  queueMicrotask(() => known.emit('message', 'started'));
  return known;
}

function launch(workerData: Argon2Parameters): Worker {
  const url = new URL('./small-hash-worker.ts', import.meta.url);
  const worker = new Worker(url, { name: 'password hash', workerData, execArgv: [] });
  worker.terminate = async () => {
    for (const event of ['message', 'error', 'exit']) worker.removeAllListeners(event);
    worker.unref();
    const hasEnded = worker.threadId < 0;
    if (!hasEnded) idle.push(worker);
    return 0;
  };
  return worker;
}
