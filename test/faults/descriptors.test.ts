import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { token } from '../support/http.ts';
import { endWithTests } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';
import { until } from '../support/until.ts';
import { world } from '../support/world.ts';

const main = join(resolve(import.meta.dirname, '../..'), 'src/main.ts');

/** A server that may have so many files and connections open. */
async function serveWithFew(data: string, most: number) {
  const command = `ulimit -n ${most}; exec "$@"`;
  const args = [process.execPath, main, 'serve', '--data', data, '--port', '0'];
  const child = spawn('sh', ['-c', command, 'sh', ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH },
  });
  endWithTests(child);
  const written = { out: '', log: '' };
  child.stdout.setEncoding('utf8').on('data', (more: string) => (written.out += more));
  child.stderr.setEncoding('utf8').on('data', (more: string) => (written.log += more));
  const urlIn = () => /^Gatehouse is ready at (\S+)$/m.exec(written.out)?.[1];
  await until(() => urlIn() !== undefined);
  return { child, url: urlIn() ?? '', log: () => written.log };
}

describe('a server that can open no further file', () => {
  it('says so, answers over the connections that it has, also with a download, and says when it is over', async () => {
    await using folder = await temporaryFolder();
    const { child, url, log } = await serveWithFew(await copyExampleData(folder.path), 100);
    const bearer = await token({ url }, 'PM.Audit');
    using agent = Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), {
      [Symbol.dispose]: () => agent.destroy(),
    });
    const get = async (path: string) => {
      const asked = request(`${url}${path}`, { agent, headers: { authorization: `Bearer ${bearer}` } }).end();
      const [response] = await once(asked, 'response');
      return { status: response.statusCode as number, body: await text(response) };
    };
    assert.equal((await get('/health/live')).status, 200);
    const { hostname, port } = new URL(url);
    const others: Socket[] = Array.from({ length: 200 }, () => connect(Number(port), hostname).on('error', () => {}));
    await until(() => log().includes('"code":"EMFILE"'));
    const { status, body } = await get(`/identity/api/AuditQuery/${world.organization.id}/download`);
    assert.equal(status, 200);
    assert.match(body, /^createdOn,category,action/);
    for (const socket of others) socket.destroy();
    await until(() => log().includes('can be opened again'));
    child.kill('SIGTERM');
    assert.deepEqual(await once(child, 'exit'), [0, null]);
  });
});
