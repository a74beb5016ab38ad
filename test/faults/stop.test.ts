import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { endWithTests, serve } from '../support/process.ts';
import { until } from '../support/until.ts';

// Whoever stops it does not wait for those who want nothing, and it does not leave those who wait for something.

const main = join(resolve(import.meta.dirname, '../..'), 'src/main.ts');

/** Longer than a test has patience. */
const args = (data: string) => ['--data', data, '--drain-seconds', '600'];

async function open(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  await once(socket, 'connect');
  return socket;
}

const isRefused = (url: string): Promise<boolean> =>
  open(url).then(
    (socket) => {
      socket.destroy();
      return false;
    },
    () => true,
  );

describe('a server that is told to stop', () => {
  it('does not wait for connections over which nothing was asked, or only the beginning of something', async () => {
    await using folder = await temporaryFolder();
    const server = await serve(args(folder.path));
    const [silent, begun, idle] = [await open(server.url), await open(server.url), await open(server.url)];
    begun.write('GET /health/ready HTTP/1.1\r\nHost: x\r\n');
    idle.write('GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(idle, 'data');
    assert.equal(await server.end('SIGTERM'), 0);
    for (const socket of [silent, begun, idle]) socket.destroy();
  });

  it('waits for a request that is being sent, and answers it', async () => {
    await using folder = await temporaryFolder();
    const server = await serve(args(folder.path));
    const socket = await open(server.url);
    const body = 'grant_type=client_credentials&client_id=nobody&client_secret=x';
    const head = ['POST /identity/connect/token HTTP/1.1', 'Host: x', `Content-Length: ${body.length}`];
    socket.write(
      `${[...head, 'Content-Type: application/x-www-form-urlencoded', 'Expect: 100-continue'].join('\r\n')}\r\n\r\n`,
    );
    const [goOn] = await once(socket, 'data');
    assert.match(String(goOn), /^HTTP\/1\.1 100 /);
    const ended = server.end('SIGTERM');
    await until(() => isRefused(server.url));
    socket.write(body);
    assert.match(await text(socket), /^HTTP\/1\.1 400 .*"invalid_client"/s);
    assert.equal(await ended, 0);
  });
});

describe('a demonstration that is told to stop', () => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`leaves nothing behind after ${signal}, and has opened no debugger before`, async () => {
      await using folder = await temporaryFolder();
      const child = spawn(process.execPath, [main, 'demo'], {
        stdio: ['ignore', 'ignore', 'pipe'],
        env: { PATH: process.env.PATH, TMPDIR: folder.path },
      });
      endWithTests(child);
      const errors = text(child.stderr);
      await until(() => readdirSync(folder.path).some((name) => name.startsWith('gatehouse-demo-')));
      child.kill('SIGUSR1');
      child.kill(signal);
      const [code] = (await once(child, 'exit')) as [number | null];
      assert.equal(code, 1);
      assert.deepEqual(
        readdirSync(folder.path).filter((name) => name.startsWith('gatehouse-demo-')),
        [],
      );
      assert.equal(await errors, '');
    });
  }
});
