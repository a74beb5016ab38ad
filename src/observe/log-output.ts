import { closeSync, constants, fstatSync, openSync, type Stats, writeSync } from 'node:fs';
import { Socket } from 'node:net';

export interface LogOutputOptions {
  /** How many characters may wait. */
  readonly capacity: number;
  /** The line that says how many were lost. */
  readonly lostLine: (count: number) => string;
}

/** How long to wait for a reader to take something, and for a disk to have room again. Milliseconds. */
const retryMs = { busy: 50, failed: 1000 };

/** Writes as many of the bytes as it can without waiting, and returns how many those were. Throws as `fs.writeSync`. */
type Sink = (bytes: Buffer) => number;

/**
 * Takes lines and writes them to a file descriptor. It never blocks, however slow the reader is, and never throws, even
 * when the disk is full: what cannot be written waits within bounds, and lines for which there is no room are counted and
 * reported later.
 */
export class LogOutput {
  readonly #options: LogOutputOptions;
  readonly #sink: Sink;
  readonly #release: () => void;
  #lines: string[] = [];
  /** Characters in `#lines`. */
  #size = 0;
  #lost = 0;
  /** What is left of the lines that are being written. */
  #rest: Buffer = Buffer.alloc(0);
  #retry: NodeJS.Timeout | undefined;

  constructor(descriptor: number, options: LogOutputOptions) {
    this.#options = options;
    const { sink, release } = openSink(descriptor, this.flush);
    this.#sink = sink;
    this.#release = release;
  }

  /** Keeps the line, with its line break, to be written. */
  write(line: string): void {
    if (!this.#reportLost() || !this.#keep(line)) this.#lost += 1;
  }

  /** Writes as much as can be written now. */
  readonly flush = (): void => {
    if (this.#retry !== undefined) return;
    while (this.#rest.length > 0 || this.#takeLines()) {
      const waitMs = this.#writeRest();
      if (waitMs === undefined) continue;
      this.#retryAfter(waitMs);
      return;
    }
  };

  /** Waits until everything is written, at most for this many milliseconds, and writes no more. */
  async close(graceMs: number): Promise<void> {
    const end = performance.now() + graceMs;
    for (;;) {
      this.#reportLost();
      this.flush();
      if (this.#rest.length + this.#size + this.#lost === 0 || performance.now() >= end) break;
      await new Promise((resolve) => setTimeout(resolve, retryMs.busy));
      this.#stopRetry();
    }
    this.#stopRetry();
    this.#release();
  }

  #keep(line: string): boolean {
    if (this.#size + this.#rest.length + line.length > this.#options.capacity) return false;
    this.#lines.push(line);
    this.#size += line.length;
    return true;
  }

  /** Keeps the line about lost lines if there are any. Returns false when there is no room even for that. */
  #reportLost(): boolean {
    if (this.#lost > 0 && this.#keep(this.#options.lostLine(this.#lost))) this.#lost = 0;
    return this.#lost === 0;
  }

  /** Makes the waiting lines the ones that are written next. Returns whether there were any. */
  #takeLines(): boolean {
    if (this.#lines.length === 0) return false;
    this.#rest = Buffer.from(this.#lines.join(''));
    this.#lines = [];
    this.#size = 0;
    return true;
  }

  /** Returns how many milliseconds to wait before the next try, if one is necessary. */
  #writeRest(): number | undefined {
    try {
      const written = this.#sink(this.#rest);
      this.#rest = this.#rest.subarray(written);
      return written === 0 ? retryMs.busy : undefined;
    } catch {
      return retryMs.failed;
    }
  }

  #retryAfter(ms: number): void {
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.flush();
    }, ms).unref();
  }

  #stopRetry(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
  }
}

interface OpenSink {
  readonly sink: Sink;
  readonly release: () => void;
}

/**
 * A file takes all bytes at once. A pipe or terminal is opened once more, so that it can be made non-blocking for this
 * program alone: the mode is shared by all processes that share the open file. What cannot be opened again is left to the
 * event loop, which makes it non-blocking itself.
 */
function openSink(descriptor: number, onReady: () => void): OpenSink {
  const stats = statsOf(descriptor);
  if (stats?.isSocket()) return socketSink(descriptor, onReady);
  if (!stats?.isFIFO() && !stats?.isCharacterDevice()) return descriptorSink(descriptor);
  try {
    const { O_WRONLY, O_NONBLOCK, O_NOCTTY } = constants;
    const own = openSync(`/proc/self/fd/${descriptor}`, O_WRONLY | O_NONBLOCK | O_NOCTTY);
    return { ...descriptorSink(own), release: () => closeSync(own) };
  } catch {
    return stats.isFIFO() ? socketSink(descriptor, onReady) : descriptorSink(descriptor);
  }
}

function statsOf(descriptor: number): Stats | undefined {
  try {
    return fstatSync(descriptor);
  } catch {
    return undefined; // Closed by the process that started this one.
  }
}

function descriptorSink(descriptor: number): OpenSink {
  const sink = (bytes: Buffer): number => {
    try {
      return writeSync(descriptor, bytes);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
      throw error;
    }
  };
  return { sink, release: () => {} };
}

/** One write at a time; the event loop reports when it is done. */
function socketSink(descriptor: number, onReady: () => void): OpenSink {
  const socket = new Socket({ fd: descriptor, readable: false, writable: true });
  socket.unref();
  socket.on('error', () => {}); // The other end is gone; the next write throws.
  let isWriting = false;
  const sink = (bytes: Buffer): number => {
    if (socket.destroyed) throw new Error('The other end is gone.');
    if (isWriting) return 0;
    isWriting = true;
    socket.write(bytes, () => {
      isWriting = false;
      onReady();
    });
    return bytes.length;
  };
  return { sink, release: () => socket.destroy() };
}
