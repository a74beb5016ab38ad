import { pino } from 'pino';
import { events } from '../telemetry.ts';
import { LogOutput } from './log-output.ts';

/** Structured log: one JSON object a line on standard error. Standard output is for people. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** Writes what is still in memory, as far as that is possible within a second. Nothing is written afterwards. */
  close(): Promise<void>;
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

const standardError = 2;

/** In characters, what some four thousand requests log. */
const capacity = 1024 * 1024;

const graceMs = 1000;

/**
 * Lines of one turn of the event loop are written together at its end, because one write for each line costs more than
 * making the line. An error is written at once, and whatever is left when the process exits. Nothing else is
 * affected when nobody reads them or the disk is full.
 */
export function createLog(level: LogLevel): Log {
  const timestamp = () => `,"time":"${new Date().toISOString()}"`;
  const lostLine = (lost: number) =>
    `{"level":"warn"${timestamp()},"lost":${lost},"message":"log lines were lost: they could not be written fast enough, or at all"}\n`;
  const output = new LogOutput(standardError, { capacity, lostLine });
  const logger = pino({ level, base: null, timestamp, formatters: { level: (label) => ({ level: label }) } }, output);
  let isDue = false;
  const writeOut = () => {
    isDue = false;
    output.flush();
  };
  const writeSoon = () => {
    if (!isDue) setImmediate(writeOut);
    isDue = true;
  };
  process.once('exit', output.flush);
  return {
    info: (fields, message) => {
      logger.info(fields, message);
      writeSoon();
    },
    warn: (fields, message) => {
      events.logged.publish({ level: 'warn' });
      logger.warn(fields, message);
      writeSoon();
    },
    error: (fields, message) => {
      events.logged.publish({ level: 'error' });
      logger.error(fields, message);
      writeOut();
    },
    close: () => output.close(graceMs),
  };
}
