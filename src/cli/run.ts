import { inspect } from 'node:util';
import { StartupError } from '../errors.ts';
import { remedyFor } from '../store/faults.ts';
import type { Command } from './command.ts';
import { helpFor, overview } from './help.ts';
import { readOptions, UsageError } from './options.ts';

/** By name, in the order in which they are shown. Only the one that is run is loaded: a server needs nothing of the others. */
const commands: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['serve', async () => (await import('./serve.ts')).serve],
  ['demo', async () => (await import('./demo.ts')).demo],
  ['migrate', async () => (await import('./migrate.ts')).migrate],
  ['doctor', async () => (await import('./doctor.ts')).doctor],
  ['check', async () => (await import('./check.ts')).check],
  ['admin recover', async () => (await import('./admin-recover.ts')).adminRecover],
  ['audit verify', async () => (await import('./audit-verify.ts')).auditVerify],
  ['audit archive', async () => (await import('./audit-archive.ts')).auditArchive],
  ['backup', async () => (await import('./backup.ts')).backup],
  ['backup verify', async () => (await import('./backup.ts')).backupVerify],
  ['restore', async () => (await import('./restore.ts')).restore],
  ['store copy', async () => (await import('./store-copy.ts')).storeCopy],
  ['keys list', async () => (await import('./keys.ts')).keysList],
  ['keys rotate', async () => (await import('./keys.ts')).keysRotate],
  ['keys reseal', async () => (await import('./keys-reseal.ts')).keysReseal],
  ['pepper status', async () => (await import('./pepper.ts')).pepperStatus],
  ['pepper lost', async () => (await import('./pepper-lost.ts')).pepperLost],
  ['hash calibrate', async () => (await import('./hash-calibrate.ts')).hashCalibrate],
  ['mail list', async () => (await import('./mail.ts')).mailList],
  ['mail retry', async () => (await import('./mail.ts')).mailRetry],
  ['mail test', async () => (await import('./mail.ts')).mailTest],
  ['clock confirm', async () => (await import('./clock-confirm.ts')).clockConfirm],
  ['import', async () => (await import('./import.ts')).importCommand],
  ['export', async () => (await import('./export.ts')).exportCommand],
  ['policy simulate', async () => (await import('./policy-simulate.ts')).policySimulate],
  ['breached import', async () => (await import('./breached-import.ts')).breachedImport],
  ['breached status', async () => (await import('./breached.ts')).breachedStatus],
  ['breached check', async () => (await import('./breached.ts')).breachedCheck],
  ['secrets expiring', async () => (await import('./secrets-expiring.ts')).secretsExpiring],
  ['version', async () => (await import('./version.ts')).version],
]);

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
  return name !== 'serve' && (await hasLostOutput()) ? 1 : exitCode;
}

async function runLine(name: string, others: readonly string[]): Promise<number> {
  try {
    if (['--help', '-h', 'help'].includes(name)) return print(overview(await allCommands()));
    const { load, rest } = choose(['--version', '-v'].includes(name) ? 'version' : name, others);
    const command = await load();
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

const allCommands = (): Promise<Command[]> => Promise.all([...commands.values()].map((load) => load()));

/** The command, and the arguments after its name. */
function choose(name: string, others: readonly string[]): { load: () => Promise<Command>; rest: readonly string[] } {
  const [second = ''] = others;
  const long = commands.get(`${name} ${second}`);
  if (long) return { load: long, rest: others.slice(1) };
  const load = commands.get(name);
  if (load) return { load, rest: others };
  const group = [...commands.keys()].filter((candidate) => candidate.startsWith(`${name} `));
  if (group.length > 0 && ['', '--help', '-h'].includes(second)) {
    const lines = group.map((one) => `"gatehouse ${one}"`).join(', ');
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
