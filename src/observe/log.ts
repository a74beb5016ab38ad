import { pino } from 'pino';

/** Structured log: one JSON object a line on standard error. Standard output is for people. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** Writes out what is still in memory. */
  flush(): void;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** In bytes, about what thirty requests log: no more is kept back. */
const maxBuffered = 8192;

/**
 * Lines of one turn of the event loop are written together at its end, because a write of its own for each costs more than
 * making it. An error is written at once, and whatever is left when the process exits.
 */
export function createLog(level: LogLevel): Log {
  const destination = pino.destination({ dest: 2, sync: true, minLength: maxBuffered });
  const timestamp = () => `,"time":"${new Date().toISOString()}"`;
  const logger = pino(
    { level, base: null, timestamp, formatters: { level: (label) => ({ level: label }) } },
    destination,
  );
  let isDue = false;
  const writeOut = () => {
    isDue = false;
    destination.flush(); // Without a callback: with one, it would wait for the disk.
  };
  const writeSoon = () => {
    if (!isDue) setImmediate(writeOut);
    isDue = true;
  };
  const flush = () => destination.flushSync();
  process.once('exit', flush);
  return {
    info: (fields, message) => {
      logger.info(fields, message);
      writeSoon();
    },
    warn: (fields, message) => {
      logger.warn(fields, message);
      writeSoon();
    },
    error: (fields, message) => {
      logger.error(fields, message);
      writeOut();
    },
    flush,
  };
}
