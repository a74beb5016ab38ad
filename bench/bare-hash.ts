import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { hashSync } from '@node-rs/argon2';
import { answerScript } from './script.ts';
import { median } from './statistics.ts';
import { hashParameters } from './world.ts';

// What the machine can do: the bare library in a loop, on threads that have nothing else to do. A process of its own.

export interface BareHashOptions {
  readonly threads: number;
  readonly seconds: number;
}

export interface BareHashResult {
  readonly hashesPerSecond: number;
  readonly medianMs: number;
}

if (isMainThread) await answerScript(measure);
else parentPort?.once('message', () => parentPort?.postMessage(hashUntil(workerData)));

async function measure({ threads, seconds }: BareHashOptions): Promise<BareHashResult> {
  const workers = Array.from({ length: threads }, () => new Worker(import.meta.filename, { workerData: seconds }));
  await Promise.all(workers.map((worker) => once(worker, 'online')));
  // The threads have to begin together: a thread alone has the memory bandwidth to itself and is faster.
  for (const worker of workers) worker.postMessage('go');
  const durations = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0] as number[]));
  return {
    hashesPerSecond: durations.reduce((sum, own) => sum + (own.length * 1000) / total(own), 0),
    medianMs: median(durations.flat()),
  };
}

/** The duration of each hash in milliseconds. */
function hashUntil(seconds: number): number[] {
  const durations: number[] = [];
  hashSync('warm-up', hashParameters);
  const end = performance.now() + seconds * 1000;
  for (let before = performance.now(); before < end; ) {
    hashSync('wingardium-lev1osa', hashParameters);
    const after = performance.now();
    durations.push(after - before);
    before = after;
  }
  return durations;
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
