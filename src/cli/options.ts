import { parseArgs } from 'node:util';
import { type SettingName, settings } from '../config.ts';
import type { Command } from './run.ts';

/** The command line cannot be understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/**
 * Reads `--name value` and `--name=value`.
 *
 * @throws UsageError for anything else, for an option the command does not take, and for one given twice.
 */
export function readOptions(command: Command, argv: readonly string[]): Record<string, string> {
  const names = command.options.filter((name) => !isSecret(name));
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string', multiple: true } as const]));
  try {
    const { values } = parseArgs({ args: [...argv], options, strict: true, allowPositionals: false });
    return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, single(name, list as string[])]));
  } catch (error) {
    const [reason] = (error as Error).message.split('. ');
    throw new UsageError(`${reason}. Try "gatehouse ${command.name} --help".`);
  }
}

const isSecret = (name: string): boolean => settings[name as SettingName]?.isSecret === true;

function single(name: string, values: readonly string[]): string {
  const [value] = values;
  if (values.length !== 1 || value === undefined) throw new Error(`--${name} was given more than once`);
  return value;
}
