import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, watch } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../support/folder.ts';
import { writes } from './writes.ts';

const root = resolve(import.meta.dirname, '../..');

export type StartCommand = 'serve' | 'migrate';

/** How far a start has come: milliseconds since its first file in the data folder, or writes to that folder. */
export interface Progress {
  readonly ms: number;
  readonly writes: number;
}

/** Runs a command of `gatehouse` on a data folder and kills it at a moment. Answers what it printed until then. */
export async function interrupt(
  command: StartCommand,
  data: string,
  moment: Pick<Progress, 'ms'> | Pick<Progress, 'writes'>,
): Promise<string> {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const reached = 'ms' in moment ? writes(data, 1).then(() => sleep(moment.ms)) : writes(data, moment.writes);
  const start = launch(command, data);
  await Promise.race([reached, start.done]);
  return await start.kill();
}

/** How far the command comes on this machine until it ends or serves. */
export async function wholeStart(command: StartCommand): Promise<Progress> {
  await using folder = await temporaryFolder();
  const begun = writes(folder.path, 1).then(() => performance.now());
  const counting = new AbortController();
  const counted = countWrites(folder.path, counting.signal);
  const start = launch(command, folder.path);
  await start.done;
  const ms = performance.now() - (await begun);
  counting.abort();
  await start.kill();
  return { ms, writes: await counted };
}

async function countWrites(folder: string, signal: AbortSignal): Promise<number> {
  let count = 0;
  try {
    for await (const _ of watch(folder, { persistent: false, signal })) count += 1;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return count;
}

function launch(command: StartCommand, data: string) {
  const args = ['--data', data, ...(command === 'serve' ? ['--port', '0'] : [])];
  const child = spawn(process.execPath, [join(root, 'src/main.ts'), command, ...args], {
    cwd: root,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  let stdout = '';
  const ready = new Promise<void>((resolveReady) => {
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (stdout.includes('Gatehouse is ready')) resolveReady();
    });
  });
  const kill = async (): Promise<string> => {
    child.kill('SIGKILL');
    await closed;
    return stdout;
  };
  return { done: Promise.race([ready, closed]), kill };
}
