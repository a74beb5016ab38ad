import { inspect } from 'node:util';
import { didYouMean, nearestTo } from '../suggestion.ts';
import type { Command } from './command.ts';
import { commands, everyCommand, sections } from './commands.ts';
import { exitCodes, explain } from './exit-code.ts';
import { groupHelp, helpFor, overview } from './help.ts';
import { readOptions, UsageError } from './options.ts';
import { complain } from './print-line.ts';

/**
 * Runs one command line. What an operator can put right is one line on standard error, without a stack trace.
 *
 * @returns one of `exitCodes`.
 */
export async function run(argv: readonly string[]): Promise<number> {
  const [name = '--help', ...others] = inUsualOrder(argv);
  const lostOutput = watchOutput();
  const exitCode = await runLine(name, others);
  // A server does more than print, so lost output is no failure of it.
  const lost = name === 'serve' ? undefined : await lostOutput();
  if (lost === undefined) return exitCode;
  complain(`The output cannot be written (${lost}). Some of it is lost; what the command has changed stays done.`);
  return 1;
}

async function runLine(name: string, others: readonly string[]): Promise<number> {
  try {
    if (isHelp(name)) return print(overview(sections, await everyCommand()));
    const [second = ''] = others;
    if (isHelp(second) && isGroup(name)) return print(groupHelp(name, await everyCommand()));
    const { load, rest } = choose(['--version', '-v'].includes(name) ? 'version' : name, others);
    const command = await load();
    if (rest.includes('--help') || rest.includes('-h')) return print(helpFor(command));
    const { flags, argument, repeated } = readOptions(command, rest);
    return await command.run(flags, argument, repeated, everyCommand);
  } catch (error) {
    const { message, exitCode } = explain(error) ?? { message: fault(error), exitCode: exitCodes.failed };
    complain(message);
    return exitCode;
  }
}

/**
 * A reader that went away or a full disk must not end the command in the middle, as Node would without this. The returned
 * function waits for the output and returns by which error any of it was lost; when the reader closed the pipe, nothing was.
 */
function watchOutput(): () => Promise<string | undefined> {
  let lost: string | undefined;
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code !== 'EPIPE') lost ??= code ?? message;
  });
  process.stderr.on('error', () => {});
  return async () => {
    await new Promise((written) => process.stdout.write('', written));
    return lost;
  };
}

/** `help user create` is `user create --help`. */
const inUsualOrder = ([first = '--help', ...others]: readonly string[]): readonly string[] =>
  first === 'help' && others.length > 0 ? [...others, '--help'] : [first, ...others];

const isHelp = (word: string): boolean => ['--help', '-h', 'help'].includes(word);

/** Whether it is the first word of several commands, and none itself. */
const isGroup = (name: string): boolean =>
  !commands.has(name) && [...commands.keys()].some((one) => one.startsWith(`${name} `));

/** The command, and the arguments after its name. */
function choose(name: string, others: readonly string[]): { load: () => Promise<Command>; rest: readonly string[] } {
  const [second = ''] = others;
  const long = commands.get(`${name} ${second}`);
  if (long) return { load: long, rest: others.slice(1) };
  const load = commands.get(name);
  if (load) return { load, rest: others };
  if (second === '' && isGroup(name)) {
    const group = [...commands.keys()].filter((one) => one.startsWith(`${name} `));
    const lines = group.map((one) => `"gatehouse ${one}"`).join(', ');
    throw new UsageError(`Say which: ${lines}. Each explains itself with --help.`);
  }
  throw new UsageError(unknownCommand(name, second));
}

/** Says what was probably meant: the nearest first word, and of its commands the nearest second one. */
function unknownCommand(name: string, second: string): string {
  const names = [...commands.keys()].map((one) => one.split(' '));
  const first = nearestTo(name, [...new Set(names.flatMap((words) => words.slice(0, 1)))]);
  const seconds = names.filter(([one]) => one === first).flatMap(([, word]) => word ?? []);
  const meant = [first, nearestTo(second, seconds)].filter((word) => word !== undefined).join(' ');
  const hint = didYouMean(meant === '' || meant === name ? undefined : `"gatehouse ${meant}"`);
  const [given, where] = isGroup(name) ? [`${name} ${second}`, `${name} `] : [name, ''];
  return `There is no command "${given}".${hint} Try "gatehouse ${where}--help".`;
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

/** The text for an unexpected fault; with the stack trace only where the log level asks for details. */
function fault(error: unknown): string {
  const { GATEHOUSE_LOG_LEVEL: level } = process.env;
  if (level === 'debug' || level === 'trace') return inspect(error);
  const message = error instanceof Error ? error.message : String(error);
  return `Unexpected fault: ${message.split('\n', 1)[0]} (GATEHOUSE_LOG_LEVEL=debug shows where).`;
}
