import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { after } from 'node:test';
import { forgetAll } from './heard-writes.ts';

const root = resolve(import.meta.dirname, '../..');

const children = new Set<ChildProcess>();

// A test that fails leaves its server running, and that would keep the file, and with it the whole run, from ending.
after(() => {
  for (const child of children) child.kill('SIGKILL');
});

/** Ends the process with the tests of the file, whatever becomes of them. */
export function endWithTests(child: ChildProcess): ChildProcess {
  children.add(child);
  return child.once('exit', () => children.delete(child)).once('exit', forgetAll);
}

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `gatehouse` to its end. */
export async function gatehouse(args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const running = start(args, options);
  const [code] = (await once(running.child, 'close')) as [number | null];
  return { code, stdout: running.stdout(), stderr: running.stderr() };
}

interface RunOptions {
  /** Where the program is, if it is another version than this one. */
  readonly program?: string;
  /** Its file that is run, if it is not that of a checkout and of the package. */
  readonly main?: string;
  /** Of a server that is asked before it says where it listens. */
  readonly port?: number;
  readonly environment?: Record<string, string>;
  readonly nodeOptions?: readonly string[];
  /** What is on its standard input; nothing when absent. */
  readonly input?: string;
  /** A command and its arguments that run the process. */
  readonly prefix?: readonly string[];
  /** Whether the process can be sent messages, and send some: for modules that are loaded with `nodeOptions`. */
  readonly hasChannel?: boolean;
}

export interface RunningProcess {
  readonly child: ChildProcess;
  readonly url: string;
  readonly stdout: () => string;
  readonly stderr: () => string;
  /** Sends the signal and answers the exit code. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
}

/** A server that starts: whether and when it is ready is seen by `ready`, which rejects when it ends before. */
export interface StartingProcess extends Omit<RunningProcess, 'url'> {
  /** Gives where it listens. */
  readonly ready: Promise<string>;
}

/** Runs `gatehouse serve` until it says that it is ready. */
export async function serve(args: readonly string[], options: RunOptions = {}): Promise<RunningProcess> {
  const starting = startServing(args, options);
  return { ...starting, url: await starting.ready };
}

/** Runs `gatehouse serve`. */
export function startServing(args: readonly string[], options: RunOptions = {}): StartingProcess {
  const running = start(['serve', '--port', String(options.port ?? 0), ...args], options);
  const closed = once(running.child, 'close') as Promise<[number | null]>;
  const ready = new Promise<string>((resolveUrl, reject) => {
    running.child.stdout?.on('data', () => {
      const found = /^Gatehouse is ready at (\S+)$/m.exec(running.stdout());
      if (found?.[1]) resolveUrl(found[1]);
    });
    closed.then(([code]) => reject(new Error(`ended with ${code}: ${running.stderr()}`)), reject);
  });
  ready.catch(() => {}); // Nobody may be waiting.
  return {
    ...running,
    ready,
    end: async (signal) => {
      running.child.kill(signal);
      const [code] = await closed;
      return code;
    },
  };
}

/** Runs `gatehouse` until whoever called ends it. */
export function start(
  args: readonly string[],
  { program = root, main = 'src/main.ts', environment = {}, nodeOptions = [], prefix = [], ...more }: RunOptions,
) {
  const { hasChannel = false, input } = more;
  const file = join(program, main);
  const [command = process.execPath, ...rest] = [...prefix, process.execPath, ...nodeOptions, file, ...args];
  const child = spawn(command, rest, {
    cwd: program,
    env: { PATH: process.env.PATH, ...environment },
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe', hasChannel ? 'ipc' : 'ignore'],
  });
  endWithTests(child);
  child.stdin?.end(input);
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  return { child, stdout: () => stdout, stderr: () => stderr };
}
