import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { temporaryFolder } from './folder.ts';

// One of several that make temporary folders in one place, over and over. Says how often its own was gone while it had it.

const { beside, longestMs } = workerData as { readonly beside: string; readonly longestMs: number };

let lost = 0;
const since = performance.now();
while (performance.now() - since < longestMs) {
  await using folder = await temporaryFolder(beside);
  await pause(1);
  if (!existsSync(folder.path)) lost += 1;
}
parentPort?.postMessage(lost);
