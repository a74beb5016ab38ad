import { closeSync, constants, fstatSync, openSync, type Stats, writeSync } from 'node:fs';
import { Socket } from 'node:net';

/**
 * Takes lines and writes them to a file descriptor. It never blocks, whoever reads at the other end, and never throws,
 * whatever the disk says: what cannot be written waits within bounds, and what finds no room is counted and told later.
 */
export interface LogOutput {
  /** Keeps the line, with its line break, to be written. */
  write(line: string): void;
  /** Writes as much as can be written now. */
  flush(): void;
  /** Waits until everything is written, at most for this many milliseconds, and writes no more. */
  close(graceMs: number): Promise<void>;
}

export interface LogOutputOptions {
  /** How many characters may wait. */
  readonly capacity: number;
  /** The line that says how many were lost. */
  readonly lostLine: (count: number) => string;
}

/** How long to wait for a reader to take something, and for a disk to have room again. Milliseconds. */
const retryMs = { busy: 50, failed: 1000 };

/** Writes what it can of the bytes, without waiting, and returns how many those were. Throws as `fs.writeSync`. */
type Sink = (bytes: Buffer) => number;

export function openLogOutput(descriptor: number, { capacity, lostLine }: LogOutputOptions): LogOutput {
  const { sink, release } = openSink(descriptor, () => flush());
  let lines: string[] = [];
  let size = 0;
  let lost = 0;
  /** What a write has left of the lines that were taken for it. */
  let rest: Buffer = Buffer.alloc(0);
  let retry: NodeJS.Timeout | undefined;

  const keep = (line: string): boolean => {
    if (size + rest.length + line.length > capacity) return false;
    lines.push(line);
    size += line.length;
    return true;
  };
  const tellLost = (): boolean => {
    if (lost > 0 && keep(lostLine(lost))) lost = 0;
    return lost === 0;
  };
  const tryAgain = (afterMs: number): void => {
    retry ??= setTimeout(() => {
      retry = undefined;
      flush();
    }, afterMs).unref();
  };
  /** Returns how long to wait before the next try, if there has to be one. */
  const writeSome = (): number | undefined => {
    try {
      const written = sink(rest);
      rest = rest.subarray(written);
      return written === 0 ? retryMs.busy : undefined;
    } catch {
      return retryMs.failed;
    }
  };
  const flush = (): void => {
    if (retry !== undefined) return;
    for (;;) {
      if (rest.length === 0) {
        if (lines.length === 0) return;
        rest = Buffer.from(lines.join(''));
        lines = [];
        size = 0;
      }
      const waitMs = writeSome();
      if (waitMs !== undefined) {
        tryAgain(waitMs);
        return;
      }
    }
  };
  return {
    write: (line) => {
      if (!tellLost() || !keep(line)) lost += 1;
    },
    flush,
    async close(graceMs) {
      const end = performance.now() + graceMs;
      for (;;) {
        tellLost();
        flush();
        if (rest.length + size + lost === 0 || performance.now() >= end) break;
        await new Promise((resolve) => setTimeout(resolve, retryMs.busy));
        clearTimeout(retry);
        retry = undefined;
      }
      clearTimeout(retry);
      release();
    },
  };
}

interface OpenSink {
  readonly sink: Sink;
  readonly release: () => void;
}

/**
 * A file takes what it is given. A pipe or terminal is opened once more, so that it can be made non-blocking for this
 * program alone: the mode belongs to everybody who shares the open file. What cannot be opened so is left to the event
 * loop, which makes it non-blocking itself.
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
    return undefined; // Closed by whoever started the program.
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

/** One write at a time, of which the event loop says when it is done. */
function socketSink(descriptor: number, onReady: () => void): OpenSink {
  const socket = new Socket({ fd: descriptor, readable: false, writable: true });
  socket.unref();
  socket.on('error', () => {}); // The other end is gone. Its next write says so.
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
