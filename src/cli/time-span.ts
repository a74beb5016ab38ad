import { UsageError } from './options.ts';

const hourMs = 60 * 60_000;

/**
 * Reads days or hours, such as `7d` or `12h`.
 *
 * @param option whose value it is.
 * @returns milliseconds.
 * @throws UsageError for anything else.
 */
export function readSpan(option: string, text: string): number {
  const [, number, unit] = /^(\d{1,4})([dh])$/.exec(text.trim()) ?? [];
  if (number !== undefined) return Number(number) * (unit === 'd' ? 24 * hourMs : hourMs);
  throw new UsageError(`--${option}: "${text}" is no time. Write days or hours, such as 7d or 12h.`);
}
