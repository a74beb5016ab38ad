import { clean, escaped } from './terminal/text.ts';

// What commands say. Names, files and servers of others are in it: nothing of that does anything to a terminal, or looks like a
// line of its own.

/** Writes a line to standard output. */
export const printLine = (line: string): void => void process.stdout.write(`${clean(line)}\n`);

/** Writes a value as JSON, in a line. */
export const printJson = (value: unknown): void => void process.stdout.write(`${escaped(JSON.stringify(value))}\n`);

/** Writes to standard error what is wrong, or should be known. */
export function complain(message: string): void {
  process.stderr.write(`gatehouse: ${message.split('\n').map(clean).join('\n')}\n`);
}
