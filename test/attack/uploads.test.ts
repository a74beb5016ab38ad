import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, describe, it } from 'node:test';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';

// What bodies that are on their way may cost everybody else.

const MiB = 1024 * 1024;
/** For all bodies together; and the largest body of all. */
const room = 64 * MiB;
const largest = 2 * MiB;

let bearer: string;
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, '');
});
const sockets: Socket[] = [];
after(() => {
  for (const socket of sockets) socket.destroy();
});

const path = '/identity/api/User/BulkCreate';
const users = JSON.stringify({ users: [] });

/** Sends all of a body but its last byte. Resolves with the answer, which comes when there is no room for it. */
async function upload(length: number): Promise<string> {
  const { hostname, port } = new URL(gatehouse.url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  sockets.push(socket);
  const head = [`POST ${path} HTTP/1.1`, 'Host: x', `Authorization: Bearer ${bearer}`, `Content-Length: ${length}`];
  socket.write(`${head.join('\r\n')}\r\nContent-Type: application/json\r\n\r\n`);
  socket.write(users.padEnd(length - 1));
  const [answer] = await once(socket, 'data');
  return String(answer);
}

const post = (body: string) =>
  fetch(`${gatehouse.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    body,
  });

describe('bodies that are left open', () => {
  it('take no more than the room for all of them: what has none is told to come back', async () => {
    const refusals: string[] = [];
    const uploads = Array.from({ length: 2 * (room / largest) }, () => upload(largest));
    const { promise: areEnoughRefused, resolve } = Promise.withResolvers<void>();
    for (const refused of uploads) {
      void refused.then((answer) => {
        refusals.push(answer);
        if (refusals.length === uploads.length - room / largest) resolve();
      });
    }
    await areEnoughRefused;
    for (const refusal of refusals) {
      assert.match(refusal, /^HTTP\/1\.1 503 /);
      assert.match(refusal, /\r\nretry-after: \d+\r\n/i);
    }
  });

  it('do not keep out what is small', async () => {
    for (let count = 0; count < 20; count += 1) assert.equal((await post(users)).status, 200);
  });

  it('make room for a large one when they have had their time', async () => {
    for (;;) {
      const { status, headers } = await post(users.padEnd(largest));
      if (status === 200) break;
      assert.equal(status, 503);
      assert.ok(Number(headers.get('retry-after')) > 0);
    }
  });
});
