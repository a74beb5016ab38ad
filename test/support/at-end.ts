import { rmSync } from 'node:fs';

const undoings: (() => unknown)[] = [];

/** Has it done when this process ends, however it does, the latest first: Ctrl+C leaves neither servers nor gigabytes of data. */
export function atEnd(undo: () => unknown): void {
  if (undoings.length === 0) {
    process.once('exit', () => {
      for (const one of undoings.toReversed()) one();
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  }
  undoings.push(undo);
}

/** A folder that is gone then, if it was not removed in time. */
export function removeAtEnd(folder: string): void {
  atEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
}
