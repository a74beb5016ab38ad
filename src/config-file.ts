import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { StartupError } from './errors.ts';

/**
 * The lines of a configuration file, every value as text; a list becomes one text with commas.
 *
 * @throws StartupError when the file cannot be read or holds anything but `name: value` lines.
 */
export function readConfigFile(file: string): Readonly<Record<string, string>> {
  const content = parseFile(file);
  if (typeof content !== 'object' || content === null || Array.isArray(content)) {
    throw new StartupError(`The configuration file ${file} must hold "name: value" lines.`);
  }
  const text = (value: unknown): string => (Array.isArray(value) ? value.join(',') : String(value));
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, text(value)]));
}

function parseFile(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartupError(`The configuration file ${file} cannot be read: ${(error as Error).message.split('\n')[0]}`);
  }
}
