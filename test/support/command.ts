import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forgetAll } from './heard-writes.ts';
import { endWithTests, type Finished } from './process.ts';

const module = fileURLToPath(new URL('./command-process.ts', import.meta.url));
const cwd = fileURLToPath(new URL('../..', import.meta.url));
const idle: ChildProcess[] = [];

/** Of a command that did not answer an exit code: there is always one, so this is a fault. */
interface Thrown {
  readonly thrown: string;
}

/**
 * Runs a command of `gatehouse` to its end, in a process that may have run others before: for what a command does, says and
 * answers. Where the process is the subject (its start, signals, input, what keeps it), `gatehouse` of `process.ts` is it.
 */
export async function runCommand(
  args: readonly string[],
  { environment = {} }: { readonly environment?: Readonly<Record<string, string>> } = {},
): Promise<Finished> {
  const child = idle.pop() ?? start();
  const ended = new AbortController();
  const end = once(child, 'exit', ended).then(([code]) => {
    throw new Error(`The process of the commands ended with ${code}, at: ${args.join(' ')}`);
  });
  child.send({ args, environment });
  end.catch(() => {});
  const [finished] = (await Promise.race([once(child, 'message', ended), end])) as [Finished | Thrown];
  ended.abort();
  forgetAll();
  if ('thrown' in finished) throw new Error(`${finished.thrown}\nThat was thrown at: ${args.join(' ')}`);
  idle.push(child);
  return finished;
}

function start(): ChildProcess {
  const { PATH } = process.env;
  const env = { PATH, NODE_COMPILE_CACHE: join(cwd, 'node_modules/.cache/gatehouse') }; // As the program has it.
  const child = fork(module, { cwd, env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  child.unref();
  child.channel?.unref();
  return endWithTests(child);
}
