import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, describe, it } from 'node:test';
import { useGatehouse } from '../support/gatehouse.ts';

// What holds for connections as a whole, whatever is asked over them.

const most = 16;
const gatehouse = useGatehouse(undefined, { 'max-connections': String(most) });
const opened: Socket[] = [];
after(() => {
  for (const socket of opened) socket.destroy();
});

async function open(): Promise<Socket> {
  const { hostname, port } = new URL(gatehouse.url);
  const socket = connect(Number(port), hostname).on('error', () => {});
  opened.push(socket);
  await once(socket, 'connect');
  return socket;
}

const readyRequest = 'GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n';

describe('a server with as many connections as it may have', () => {
  it('answers those that it has, and tells a newcomer of the same network to come back', async () => {
    const sockets = [];
    for (let count = 0; count < most; count += 1) {
      const socket = await open();
      socket.write(readyRequest);
      const [answer] = await once(socket, 'data');
      assert.match(String(answer), /^HTTP\/1\.1 200 /);
      sockets.push(socket);
    }
    const refusal = await text(await open());
    assert.match(refusal, /^HTTP\/1\.1 503 Service Unavailable\r\n/);
    assert.match(refusal, /\r\nRetry-After: 5\r\n/);
    sockets[0]?.write(readyRequest);
    const [answer] = await once(sockets[0] as Socket, 'data');
    assert.match(String(answer), /^HTTP\/1\.1 200 /);
  });
});
