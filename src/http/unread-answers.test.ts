import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { it } from 'node:test';
import { boundUnread } from './unread-answers.ts';

const mebibyte = 1024 * 1024;

it('where more waits than may, the connections for which most waits are closed, and no other', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clients: Socket[] = [];
  /** A connection over which so much is answered, and nothing read. */
  const waitingFor = async (bytes: number) => {
    const client = connect(port, '127.0.0.1')
      .pause()
      .on('error', () => {});
    clients.push(client);
    const [socket] = (await once(server, 'connection')) as [Socket];
    socket.on('error', () => {}).write(Buffer.alloc(bytes));
    return socket;
  };
  const [small, large, larger] = [
    await waitingFor(32 * mebibyte),
    await waitingFor(64 * mebibyte),
    await waitingFor(128 * mebibyte),
  ];
  const all = [small, large, larger];
  using _bound = boundUnread(() => all, 100 * mebibyte, 10);
  await once(larger, 'close');
  assert.deepEqual([small.destroyed, large.destroyed], [false, false]);
  for (const one of [...clients, ...all]) one.destroy();
  server.close();
});
