import { parseArgs } from 'node:util';
import { type SettingName, settings, variableName } from '../config/settings.ts';
import { didYouMean, nearestTo } from '../suggestion.ts';
import type { Command } from './command.ts';

/** The command line cannot be understood: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

interface Line {
  readonly flags: Readonly<Record<string, string>>;
  readonly repeated: Readonly<Record<string, readonly string[]>>;
  readonly argument?: string;
}

/**
 * Reads `--name value` and `--name=value`, switches, and the argument, or the arguments, that a command may have.
 *
 * @throws UsageError for anything else, for an option the command does not take, and for one given twice.
 */
export function readOptions(command: Command, argv: readonly string[]): Line {
  const { valued: names, switches } = optionsOf(command);
  const valued = Object.fromEntries(names.map((name) => [name, { type: 'string', multiple: true } as const]));
  const options = { ...valued, ...Object.fromEntries(switches.map((name) => [name, { type: 'boolean' } as const])) };
  try {
    const allowPositionals = command.argument !== undefined;
    const { values, positionals } = parseArgs({ args: [...argv], options, strict: true, allowPositionals });
    const found = Object.entries(values);
    const isRepeated = ([name]: readonly [string, unknown]) => command.values?.[name]?.isRepeated === true;
    const flags = found.filter((one) => !isRepeated(one)).map(([name, value]) => [name, textOf(name, value)]);
    return {
      flags: Object.fromEntries(flags),
      repeated: {
        ...Object.fromEntries(found.filter(isRepeated).map(([name, value]) => [name, listOf(value)])),
        ...(command.argument?.isRepeated ? { [command.argument.placeholder]: positionals } : {}),
        ...(command.furtherArguments ? { [command.furtherArguments.placeholder]: positionals.slice(1) } : {}),
      },
      ...argumentOf(command, positionals),
    };
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('. ');
    const unknown = /^Unknown option '--([^']+)'/.exec(reason)?.[1];
    if (unknown !== undefined && isSecret(unknown)) throw secretOnLine(unknown);
    const meant = unknown === undefined ? undefined : nearestTo(unknown, [...names, ...switches]);
    const hint = didYouMean(meant && `--${meant}`);
    throw new UsageError(`${reason}.${hint} Try "gatehouse ${command.name} --help".`);
  }
}

function secretOnLine(name: string): UsageError {
  const file = `${name}-file`;
  const or = Object.hasOwn(settings, file) ? `, or in a file that --${file} names` : '';
  return new UsageError(
    `--${name} would show a secret to other users of the machine: give it as the variable ${variableName(name)}${or}.`,
  );
}

/** The names of all that a command takes on its line. */
export function optionsOf(command: Command): {
  readonly valued: readonly string[];
  readonly switches: readonly string[];
} {
  const given = [...command.options, ...(command.serverOptions ?? [])].filter((name) => !isSecret(name));
  return {
    valued: [...given.filter((name) => !isSwitch(name)), ...Object.keys(command.values ?? {})],
    switches: [...given.filter(isSwitch), ...Object.keys(command.switches ?? {})],
  };
}

const isSecret = (name: string): boolean => settings[name as SettingName]?.isSecret === true;

const isSwitch = (name: string): boolean => 'isSwitch' in (settings[name as SettingName] ?? {});

const listOf = (value: unknown): readonly string[] => (Array.isArray(value) ? value : []);

const textOf = (name: string, value: unknown): string => (Array.isArray(value) ? single(name, value) : '');

function argumentOf({ argument, furtherArguments }: Command, positionals: readonly string[]): Pick<Line, 'argument'> {
  const [value, ...others] = positionals;
  const takesOthers = argument?.isRepeated || furtherArguments !== undefined;
  if (others.length > 0 && !takesOthers) throw new Error('There is more than one argument');
  if (argument && !argument.isOptional && value === undefined) throw new Error(`${argument.placeholder} is missing`);
  if (furtherArguments && others.length === 0) throw new Error(`${furtherArguments.placeholder} is missing`);
  return value === undefined ? {} : { argument: value };
}

function single(name: string, values: readonly string[]): string {
  const [value] = values;
  if (values.length !== 1 || value === undefined) throw new Error(`--${name} was given more than once`);
  return value;
}
