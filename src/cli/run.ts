import { inspect } from 'node:util';
import { StartupError } from '../errors.ts';
import { remedyFor } from '../store/faults.ts';
import { adminRecover } from './admin-recover.ts';
import { auditArchive } from './audit-archive.ts';
import { auditVerify } from './audit-verify.ts';
import { backup, backupVerify } from './backup.ts';
import { check } from './check.ts';
import { clockConfirm } from './clock-confirm.ts';
import type { Command } from './command.ts';
import { demo } from './demo.ts';
import { doctor } from './doctor.ts';
import { helpFor, overview } from './help.ts';
import { keysList, keysRotate } from './keys.ts';
import { keysReseal } from './keys-reseal.ts';
import { mailList, mailRetry, mailTest } from './mail.ts';
import { migrate } from './migrate.ts';
import { readOptions, UsageError } from './options.ts';
import { policySimulate } from './policy-simulate.ts';
import { restore } from './restore.ts';
import { serve } from './serve.ts';
import { storeCopy } from './store-copy.ts';
import { version } from './version.ts';

const commands: readonly Command[] = [
  serve,
  demo,
  migrate,
  doctor,
  check,
  adminRecover,
  auditVerify,
  auditArchive,
  backup,
  backupVerify,
  restore,
  storeCopy,
  keysList,
  keysRotate,
  keysReseal,
  mailList,
  mailRetry,
  mailTest,
  clockConfirm,
  policySimulate,
  version,
];

/**
 * Runs one command line. What an operator can put right is one line on standard error, without a stack trace.
 *
 * @returns the exit code: 0 done, 1 failed, 2 the command line itself was wrong.
 */
export async function run(argv: readonly string[]): Promise<number> {
  const [name = '--help', ...others] = argv;
  const hasLostOutput = watchOutput();
  const exitCode = await runLine(name, others);
  // A server does more than print, so lost output is no failure of it.
  return name !== serve.name && (await hasLostOutput()) ? 1 : exitCode;
}

async function runLine(name: string, others: readonly string[]): Promise<number> {
  try {
    if (['--help', '-h', 'help'].includes(name)) return print(overview(commands));
    if (['--version', '-v'].includes(name)) return await version.run({});
    const { command, rest } = choose(name, others);
    if (rest.includes('--help') || rest.includes('-h')) return print(helpFor(command));
    const { flags, argument, repeated } = readOptions(command, rest);
    return await command.run(flags, argument, repeated);
  } catch (error) {
    if (error instanceof UsageError) return complain(error.message, 2);
    if (error instanceof StartupError) return complain(error.message, 1);
    return complain(remedyFor(error) ?? fault(error), 1);
  }
}

/**
 * A reader that went away or a full disk must not end the command in the middle, as Node would without this. The returned
 * function waits for the output and returns whether any of it was lost; when the reader closed the pipe, nothing was.
 */
function watchOutput(): () => Promise<boolean> {
  let isLost = false;
  process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
    isLost ||= code !== 'EPIPE';
  });
  process.stderr.on('error', () => {});
  return async () => {
    await new Promise((written) => process.stdout.write('', written));
    return isLost;
  };
}

/** The command, and the arguments after its name. */
function choose(name: string, others: readonly string[]): { command: Command; rest: readonly string[] } {
  const [second = ''] = others;
  const long = commands.find((candidate) => candidate.name === `${name} ${second}`);
  if (long) return { command: long, rest: others.slice(1) };
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return { command, rest: others };
  const group = commands.filter((candidate) => candidate.name.startsWith(`${name} `));
  if (group.length > 0 && ['', '--help', '-h'].includes(second)) {
    const lines = group.map((one) => `"gatehouse ${one.name}"`).join(', ');
    throw new UsageError(`Say which: ${lines}. Each explains itself with --help.`);
  }
  throw new UsageError(`There is no command "${name}". Try "gatehouse --help".`);
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function complain(message: string, exitCode: number): number {
  process.stderr.write(`gatehouse: ${message}\n`);
  return exitCode;
}

/** The text for an unexpected fault; with the stack trace only where the log level asks for details. */
function fault(error: unknown): string {
  const { GATEHOUSE_LOG_LEVEL: level } = process.env;
  if (level === 'debug' || level === 'trace') return inspect(error);
  const message = error instanceof Error ? error.message : String(error);
  return `Unexpected fault: ${message.split('\n', 1)[0]} (GATEHOUSE_LOG_LEVEL=debug shows where).`;
}
