import { once } from 'node:events';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { hashSync } from '@node-rs/argon2';
import { answerScript } from './script.ts';
import { mean, median, sum } from './statistics.ts';
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
else hashWhenTold();

async function measure({ threads, seconds }: BareHashOptions): Promise<BareHashResult> {
  const workers = Array.from({ length: threads }, () => new Worker(import.meta.filename, { workerData: seconds }));
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  // The threads have to begin together: a thread alone has the memory bandwidth to itself and is faster.
  for (const worker of workers) worker.postMessage('go');
  const durations = await Promise.all(workers.map(async (worker) => (await once(worker, 'message'))[0] as number[]));
  return {
    hashesPerSecond: sum(durations.map((own) => 1000 / mean(own))),
    medianMs: median(durations.flat()),
  };
}

function hashWhenTold(): void {
  hashSync('warm-up', hashParameters);
  parentPort?.postMessage('ready');
  parentPort?.once('message', () => parentPort?.postMessage(hashUntil(workerData)));
}

/** The duration of each hash in milliseconds. */
function hashUntil(seconds: number): number[] {
  const durations: number[] = [];
  const end = performance.now() + seconds * 1000;
  for (let before = performance.now(); before < end; ) {
    hashSync('wingardium-lev1osa', hashParameters);
    const after = performance.now();
    durations.push(after - before);
    before = after;
  }
  return durations;
}
