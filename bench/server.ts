import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Connection } from './connection.ts';
import { seedFile, tokenRequest } from './world.ts';

const root = join(import.meta.dirname, '..');

export interface Server extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
  /** Opens the API of the users for the time of a benchmark. */
  readonly token: string;
  /** From the start of the process to the first token. */
  readonly startMs: number;
}

/** A folder for the server's data, with the seed file beside it. */
export interface Folder extends AsyncDisposable {
  readonly data: string;
  readonly seed: string;
}

export async function makeFolder(): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  const seed = join(path, 'seed.yaml');
  await writeFile(seed, seedFile());
  return { data: join(path, 'data'), seed, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** Starts Gatehouse as in production, logging included, and waits for its first token. */
export async function startServer({ data, seed }: Folder, more: readonly string[] = []): Promise<Server> {
  const start = performance.now();
  const flags = ['--port', '0', '--data', data, '--seed', seed, '--log-level', 'info', ...more];
  const child = spawn(process.execPath, ['src/main.ts', 'serve', ...flags], {
    cwd: root,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const closed = once(child, 'close');
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await closed;
    if (code !== 0) throw new Error(`The server ended with ${code}.`);
  };
  const url = await Promise.race([readyUrl(child.stdout), closed.then(([code]) => failToStart(code))]);
  const token = await firstToken(url);
  const startMs = performance.now() - start;
  return { pid: child.pid ?? 0, url, token, startMs, [Symbol.asyncDispose]: stop };
}

async function readyUrl(output: NodeJS.ReadableStream): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  let text = '';
  output.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const url = /^Gatehouse is ready at (\S+)$/m.exec(text)?.[1];
    if (url !== undefined) resolve(url);
  });
  return await promise;
}

function failToStart(code: unknown): never {
  throw new Error(`The server ended with ${code} before it was ready.`);
}

async function firstToken(url: string): Promise<string> {
  const connection = await Connection.open(url);
  const { status, body } = await connection.exchange(tokenRequest());
  connection.close();
  if (status !== 200) throw new Error(`No token: ${status} ${body}`);
  return (JSON.parse(body) as { access_token: string }).access_token;
}
