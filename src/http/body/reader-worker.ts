import { parentPort } from 'node:worker_threads';
import { farewell } from '../../idle-thread.ts';
import { standBehindEventLoop } from '../../thread-priority.ts';
import { readBody } from './read.ts';
import type { ReadingAnswer, ReadingJob } from './reader-thread.ts';

/** This many elements of a list are serialized together. */
const elementsPerPiece = 200;

function answer({ rules, ...sent }: ReadingJob): ReadingAnswer {
  const reading = readBody(sent, rules);
  const lists: Record<string, readonly string[]> = {};
  if (!reading.ok) return { reading, lists };
  const rest: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(reading.value ?? {})) {
    if (Array.isArray(value)) lists[member] = [...piecesOf(value)];
    else rest[member] = value;
  }
  return { reading: { ok: true, value: reading.value === null ? null : rest }, lists };
}

function* piecesOf(list: readonly unknown[]): Generator<string> {
  for (let start = 0; start < list.length; start += elementsPerPiece) {
    yield JSON.stringify(list.slice(start, start + elementsPerPiece));
  }
}

standBehindEventLoop();
parentPort?.on('message', (job: ReadingJob | typeof farewell) => {
  if (job === farewell) parentPort?.close();
  else parentPort?.postMessage(answer(job));
});
