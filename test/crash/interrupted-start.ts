import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryFolder } from '../support/folder.ts';
import { nextWrite } from './next-write.ts';

const root = resolve(import.meta.dirname, '../..');

export type StartCommand = 'serve' | 'migrate';

/**
 * Runs a command of `gatehouse` on a data folder and kills it `delayMs` after it has made its first file there: before
 * that it only loads its own code. With `atWrite` it is killed at its next write after that moment, so as to fall
 * between two that belong together. Answers what it printed.
 */
export async function interrupt(
  command: StartCommand,
  data: string,
  delayMs: number,
  { atWrite }: { readonly atWrite: boolean },
): Promise<string> {
  await using start = await launch(command, data);
  await Promise.race([start.begun, start.done]);
  await sleep(delayMs);
  if (atWrite) await Promise.race([nextWrite(data), start.done]);
  return await start.kill();
}

/** How long the command takes on this machine from its first file to its end, or until it serves. */
export async function wholeStartMs(command: StartCommand): Promise<number> {
  await using folder = await temporaryFolder();
  await using start = await launch(command, folder.path);
  await start.begun;
  const begin = performance.now();
  await start.done;
  return performance.now() - begin;
}

async function launch(command: StartCommand, data: string) {
  await mkdir(data, { recursive: true, mode: 0o700 });
  const begun = nextWrite(data);
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
  return { begun, done: Promise.race([ready, closed]), kill, [Symbol.asyncDispose]: async () => void (await kill()) };
}
