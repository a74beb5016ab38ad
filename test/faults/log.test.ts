import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync } from 'node:fs';
import { connect } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { freePort } from '../support/free-port.ts';
import { endWithTests, gatehouse } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';
import { until } from '../support/until.ts';

// The log is there for the server, not the server for the log.

const main = join(resolve(import.meta.dirname, '../..'), 'src/main.ts');

/** Where nothing can be written, as on a disk without room. */
const full = () => openSync('/dev/full', 'w');

async function installation() {
  const folder = await temporaryFolder();
  await copyExampleData(folder.path);
  return folder;
}

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
}

/** A server whose outputs go where they are told to, found by the port that it writes nowhere else. */
async function serve(data: string, stdout: number | 'ignore', stderr: number | 'pipe'): Promise<Started> {
  const port = await freePort();
  const args = [main, 'serve', '--data', data, '--port', String(port), '--network-requests', '0'];
  const child = endWithTests(
    spawn(process.execPath, args, { stdio: ['ignore', stdout, stderr], env: { PATH: process.env.PATH } }),
  );
  const url = `http://127.0.0.1:${port}`;
  while ((await statusOf(`${url}/health/ready`)) !== 200) {
    assert.equal(child.exitCode, null, 'the server has ended');
    await new Promise((resume) => setTimeout(resume, 20));
  }
  return { child, url };
}

async function statusOf(url: string): Promise<number> {
  try {
    const response = await fetch(url);
    await response.arrayBuffer();
    return response.status;
  } catch {
    return 0;
  }
}

/** So many requests of a connection are sent before one is answered: a server closes one over which many more come. */
const atOnce = 5;

/**
 * Requests that have a line each in the log: of those that are refused, many have one together. They go over one connection
 * (RFC 9112 section 9.3.2).
 */
async function ask({ url }: Started, times: number): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('latin1');
  const head = 'GET /identity/.well-known/openid-configuration HTTP/1.1\r\nHost: x\r\n';
  let [asked, answered, unread] = [0, 0, ''];
  const askMore = () => {
    for (const most = asked + atOnce; asked < Math.min(times, most); asked += 1) {
      socket.write(asked === times - 1 ? `${head}Connection: close\r\n\r\n` : `${head}\r\n`);
    }
  };
  askMore();
  for await (const piece of socket) {
    const pieces = `${unread}${piece}`.split('HTTP/1.1 200 OK\r\n');
    answered += pieces.length - 1;
    unread = pieces.at(-1) ?? '';
    if (answered === asked) askMore();
  }
  assert.equal(answered, times);
}

async function end({ child }: Started, signal: NodeJS.Signals): Promise<number | null> {
  child.kill(signal);
  const [code] = (await once(child, 'exit')) as [number | null];
  return code;
}

describe('a server that cannot write its log', () => {
  it('answers for as long as it runs when the disk is full, and ends as it should', async () => {
    await using folder = await installation();
    const server = await serve(folder.path, 'ignore', full());
    await ask(server, 300);
    assert.equal(await end(server, 'SIGTERM'), 0);
  });

  it('answers while nobody reads the log, ends when it is told to, and says how many lines were lost', async () => {
    await using folder = await installation();
    const server = await serve(folder.path, 'ignore', 'pipe');
    await ask(server, 8000);
    const log = server.child.stderr;
    assert.ok(log);
    assert.equal(log.readableFlowing, null, 'nobody has read a line');
    let read = '';
    log.setEncoding('utf8').on('data', (some: string) => {
      read += some;
    });
    const closed = once(server.child, 'close');
    let asked = 8000;
    // Once it is told, everything before it has been read: there is nothing for which the end has no time.
    await until(async () => {
      await ask(server, 1);
      asked += 1;
      return read.includes('"lost":');
    });
    assert.equal(await end(server, 'SIGTERM'), 0);
    await closed;
    const entries = read
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { lost?: number; message: string });
    const lost = entries.reduce((sum, entry) => sum + (entry.lost ?? 0), 0);
    const told = entries.filter((entry) => entry.lost === undefined).length;
    assert.ok(lost > 0, `${lost} lost, ${told} told`);
    assert.ok(lost + told >= asked, `${lost} lost, ${told} told`);
  });

  it('ends with a reader that never reads', async () => {
    await using folder = await installation();
    const server = await serve(folder.path, 'ignore', 'pipe');
    await ask(server, 1500);
    assert.equal(await end(server, 'SIGTERM'), 0);
  });

  it('serves although its first start could show nothing', async () => {
    await using folder = await temporaryFolder();
    const server = await serve(folder.path, full(), full());
    await ask(server, 10);
    assert.equal(await end(server, 'SIGTERM'), 0);
  });
});

describe('a signal', () => {
  it('that a closing terminal sends lets the server finish', async () => {
    await using folder = await installation();
    assert.equal(await end(await serve(folder.path, 'ignore', 'pipe'), 'SIGHUP'), 0);
  });

  it('opens no debugger', async () => {
    await using folder = await installation();
    const server = await serve(folder.path, 'ignore', 'pipe');
    server.child.kill('SIGUSR1');
    await ask(server, 5);
    const log = text(server.child.stderr as NonNullable<ChildProcess['stderr']>);
    assert.equal(await end(server, 'SIGTERM'), 0);
    assert.doesNotMatch(await log, /[Dd]ebugger/);
  });
});

describe('a command whose output is lost', () => {
  it('says so with its exit code, unless the reader has seen enough', async () => {
    const version = (stdout: number) =>
      once(spawn(process.execPath, [main, '--help'], { stdio: ['ignore', stdout, 'ignore'] }), 'exit');
    assert.deepEqual(await version(full()), [1, null]);
    assert.equal((await gatehouse(['--help'])).code, 0);
  });

  it('says what was lost: what the command has done is done all the same', async () => {
    await using folder = await installation();
    const args = [main, 'admin', 'recover', '--data', folder.path, '--external-url', 'https://id.example'];
    const child = endWithTests(
      spawn(process.execPath, args, { stdio: ['ignore', full(), 'pipe'], env: { PATH: process.env.PATH } }),
    );
    const said = text(child.stderr as NonNullable<ChildProcess['stderr']>);
    assert.deepEqual(await once(child, 'exit'), [1, null]);
    assert.match(await said, /^gatehouse: The output cannot be written \(ENOSPC\)\. [^\n]* stays done\.\n$/);
  });
});
