import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { atEnd } from '../test/support/at-end.ts';
import { reportRefusals } from './refusals.ts';

/**
 * Runs a file of this folder in a process of its own, so that what it does costs neither the server's process nor this
 * one. It reads its options as JSON, which may be longer than a command line, and prints its result as JSON.
 *
 * @throws Error when it fails.
 */
export async function runScript<Result>(file: string, options: object): Promise<Result> {
  const child = spawn(process.execPath, [join(import.meta.dirname, file)], { stdio: ['pipe', 'pipe', 'inherit'] });
  atEnd(() => child.kill('SIGKILL'));
  child.stdin.end(JSON.stringify(options));
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (code !== 0) throw new Error(`${file} ended with ${code}.`);
  return JSON.parse(output) as Result;
}

/** The other side of `runScript`. */
export async function answerScript<Options>(measure: (options: Options) => Promise<object>): Promise<void> {
  const result = await measure(JSON.parse(await text(process.stdin)) as Options);
  reportRefusals();
  process.stdout.write(JSON.stringify(result));
}
