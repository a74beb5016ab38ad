import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { atEnd, removeAtEnd } from '../test/support/at-end.ts';
import { Connection } from './connection.ts';
import type { Hold } from './loop-watch.ts';
import { createBenchDatabase, type StoreKind } from './store.ts';
import { seedFile, tokenRequest } from './world.ts';

const root = join(import.meta.dirname, '..');

/** One or several equal processes on one store. */
export interface Server extends AsyncDisposable {
  readonly pids: readonly number[];
  /** Of each process. */
  readonly urls: readonly string[];
  /** Of the first one. */
  readonly url: string;
  /** Of each process that was started with metrics. */
  readonly metricsUrls: readonly string[];
  /** Opens the API of the users for the time of a benchmark. */
  readonly token: string;
  /** From the start of the first process to the first token. */
  readonly startMs: number;
  /** For how long the event loop of the first process was held since the last time this was asked. Of a watched folder. */
  readonly longestHold: () => Promise<Hold>;
}

/** A folder for the server's data, with the seed file beside it. */
export interface Folder extends AsyncDisposable {
  readonly data: string;
  readonly seed: string;
  /** Of the database, where it is not the embedded one. */
  readonly storeUrl?: string | undefined;
  /** Whether its servers tell for how long their event loops are held. */
  readonly isWatched?: true;
}

export async function makeFolder(kind: StoreKind = 'sqlite'): Promise<Folder> {
  const path = await mkdtemp(join(tmpdir(), 'gatehouse-bench-'));
  removeAtEnd(path);
  const seed = join(path, 'seed.yaml');
  await writeFile(seed, seedFile());
  const storeUrl = kind === 'postgres' ? await createBenchDatabase() : undefined;
  return { data: join(path, 'data'), seed, storeUrl, [Symbol.asyncDispose]: () => rm(path, { recursive: true }) };
}

/** Starts Gatehouse as in production, logging included, and waits for its first token. */
export async function startServer(folder: Folder, more: readonly string[] = [], nodes = 1): Promise<Server> {
  await using starting = new AsyncDisposableStack();
  // A token of one is believed by the others.
  const flags = nodes === 1 ? more : [...more, '--external-url', 'http://bench.example'];
  const first = starting.use(await startNode(folder, flags));
  const others: Node[] = [];
  for (let n = 2; n <= nodes; n += 1) {
    const data = `${folder.data}-${n}`;
    await mkdir(data);
    await copyFile(join(folder.data, keyFile), join(data, keyFile));
    others.push(starting.use(await startNode({ ...folder, data }, flags)));
  }
  const all = [first, ...others];
  const started = starting.move();
  return {
    ...{ pids: all.map(({ pid }) => pid), urls: all.map(({ url }) => url) },
    metricsUrls: all.flatMap(({ metricsUrl }) => metricsUrl ?? []),
    ...{ url: first.url, token: first.token, startMs: first.startMs, longestHold: first.longestHold },
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

interface Node extends Omit<Server, 'pids' | 'urls' | 'metricsUrls'> {
  readonly pid: number;
  readonly metricsUrl: string | undefined;
}

const keyFile = 'installation.key';

/** What the service of systemd and the image say about memory. */
const asDeployed = { MALLOC_ARENA_MAX: '2', NODE_OPTIONS: '--max-semi-space-size=16' };

async function startNode({ data, seed, storeUrl, isWatched }: Folder, more: readonly string[]): Promise<Node> {
  const start = performance.now();
  const flags = ['--port', '0', '--data', data, '--seed', seed, '--log-level', 'info', ...more];
  const watch = isWatched ? ['--import', './bench/loop-watch.ts'] : [];
  const child = spawn(process.execPath, [...watch, 'src/main.ts', 'serve', ...flags], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      ...asDeployed,
      ...(storeUrl === undefined ? {} : { GATEHOUSE_STORE_URL: storeUrl }),
    },
    stdio: ['ignore', 'pipe', 'ignore', isWatched ? 'ipc' : 'ignore'],
  });
  atEnd(() => child.kill('SIGKILL'));
  const closed = once(child, 'close');
  const stop = async () => {
    child.kill('SIGTERM');
    const [code] = await closed;
    if (code !== 0) throw new Error(`The server ended with ${code}.`);
  };
  const longestHold = async () => {
    child.send('hold');
    const [hold] = await once(child, 'message');
    return hold as Hold;
  };
  const ready = Promise.race([readyUrls(child.stdout), closed.then(([code]) => failToStart(code))]);
  const { url, metricsUrl } = await ready;
  const token = await firstToken(url);
  const startMs = performance.now() - start;
  return { pid: child.pid ?? 0, url, metricsUrl, token, startMs, longestHold, [Symbol.asyncDispose]: stop };
}

async function readyUrls(output: NodeJS.ReadableStream | null): Promise<Pick<Node, 'url' | 'metricsUrl'>> {
  const { promise, resolve } = Promise.withResolvers<Pick<Node, 'url' | 'metricsUrl'>>();
  let text = '';
  output?.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    const url = /^Gatehouse is ready at (\S+)$/m.exec(text)?.[1];
    const metricsUrl = /^Metrics are at (\S+)$/m.exec(text)?.[1];
    if (url !== undefined) resolve({ url, metricsUrl });
  });
  return await promise;
}

function failToStart(code: unknown): never {
  throw new Error(`The server ended with ${code} before it was ready.`);
}

async function firstToken(url: string): Promise<string> {
  const connection = await Connection.open([url]);
  const { status, body } = await connection.ask(tokenRequest());
  connection.close();
  if (status !== 200) throw new Error(`No token: ${status} ${body}`);
  return (JSON.parse(body) as { access_token: string }).access_token;
}
