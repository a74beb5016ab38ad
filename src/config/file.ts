import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { StartupError } from '../errors.ts';

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
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, textOf(file, name, value)]));
}

function textOf(file: string, name: string, value: unknown): string {
  const values: unknown[] = Array.isArray(value) ? value : [value];
  if (values.every((one) => ['string', 'number', 'boolean'].includes(typeof one))) return values.join(',');
  throw new StartupError(
    `${file}: the setting "${name}" has no value, or one that is more than a text, number or list.`,
  );
}

function parseFile(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new StartupError(
      `The configuration file ${file} cannot be read: ${(error as Error).message.split('\n')[0]?.replace(/:$/, '')}`,
    );
  }
}
