import { rmSync } from 'node:fs';

/** By which somebody who waits no longer ends a run: by themselves, they end a process without its `exit`. */
const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

const undoings = new Set<() => unknown>();

let isPrepared = false;

/**
 * Has it done when this process ends, however it does, the latest first: neither Ctrl+C nor a terminal that closes leaves servers
 * or gigabytes of data.
 *
 * @returns what does it before, once.
 */
export function atEnd(undo: () => unknown): () => void {
  prepare();
  const undoOnce = () => {
    if (undoings.delete(undoOnce)) undo();
  };
  undoings.add(undoOnce);
  return undoOnce;
}

/** A folder that is gone then, if it was not removed in time. */
export function removeAtEnd(folder: string): void {
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}

function prepare(): void {
  if (isPrepared) return;
  isPrepared = true;
  process.once('exit', () => {
    for (const undoOnce of [...undoings].toReversed()) undoOnce();
  });
  for (const signal of signals) process.once(signal, () => process.exit(1));
}
