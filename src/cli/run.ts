import { inspect } from 'node:util';
import { StartupError } from '../errors.ts';
import { demo } from './demo.ts';
import { helpFor, overview } from './help.ts';
import { migrate } from './migrate.ts';
import { readOptions, UsageError } from './options.ts';
import { serve } from './serve.ts';
import { version } from './version.ts';

/** A command of `gatehouse`. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** Shown by `gatehouse NAME --help` above the options. */
  readonly description: string;
  /** Names of the settings it takes as options, `config` among them where a file may be given. */
  readonly options: readonly string[];
  /** Answers the exit code. */
  readonly run: (flags: Readonly<Record<string, string>>) => Promise<number>;
}

const commands: readonly Command[] = [serve, demo, migrate, version];

/**
 * Runs one command line. What an operator can put right is one line on standard error, without a stack trace.
 *
 * @returns the exit code: 0 done, 1 failed, 2 the command line itself was wrong.
 */
export async function run(argv: readonly string[]): Promise<number> {
  const [name = '--help', ...rest] = argv;
  try {
    if (['--help', '-h', 'help'].includes(name)) return print(overview(commands));
    if (['--version', '-v'].includes(name)) return await version.run({});
    const command = commands.find((candidate) => candidate.name === name);
    if (!command) throw new UsageError(`There is no command "${name}". Try "gatehouse --help".`);
    if (rest.includes('--help') || rest.includes('-h')) return print(helpFor(command));
    return await command.run(readOptions(command, rest));
  } catch (error) {
    if (error instanceof UsageError) return complain(error.message, 2);
    if (error instanceof StartupError) return complain(error.message, 1);
    return complain(fault(error), 1);
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(message: string, exitCode: number): number {
  process.stderr.write(`gatehouse: ${message}\n`);
  return exitCode;
}

/** What nobody foresaw. The trace is for those who ask for it. */
function fault(error: unknown): string {
  const { GATEHOUSE_LOG_LEVEL: level } = process.env;
  if (level === 'debug' || level === 'trace') return inspect(error);
  const message = error instanceof Error ? error.message : String(error);
  return `Unexpected fault: ${message.split('\n', 1)[0]} (GATEHOUSE_LOG_LEVEL=debug shows where).`;
}
