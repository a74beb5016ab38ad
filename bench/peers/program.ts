import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { atEnd } from '../../test/support/at-end.ts';

interface Started {
  /** What it said when it was ready. */
  readonly said: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a program, with these variables besides the path and the home folder, and waits until it says that it is ready.
 *
 * @throws Error when it ends before, with the end of what it said.
 */
export async function startProgram(
  command: string,
  parameters: readonly string[],
  { cwd, environment }: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> },
  ready: RegExp,
): Promise<Started> {
  const { PATH, HOME } = process.env;
  const child = spawn(command, parameters, {
    cwd,
    env: { PATH, HOME, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    // The shell of a script ends together with what it has started.
    detached: true,
  });
  let hasEnded = false;
  atEnd(() => hasEnded || process.kill(-(child.pid ?? 0), 'SIGKILL'));
  const closed = once(child, 'close').finally(() => {
    hasEnded = true;
  });
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-100_000);
      const [said] = ready.exec(text) ?? [];
      if (said !== undefined) resolve(said);
    });
  }
  const failed = closed.then(([code]) => {
    throw new Error(`${command} ended with ${code}:\n${text.slice(-2000)}`);
  });
  const said = await Promise.race([promise, failed]);
  failed.catch(() => {});
  const stop = async () => {
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    await closed;
  };
  return { said, stop };
}

/** A port of this machine that nobody has at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
}
