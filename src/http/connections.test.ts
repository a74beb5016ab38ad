import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { Connections } from './connections.ts';

/** A server whose clients come from whatever network they say: on one machine, all have the same. */
async function world(most: number) {
  const networks = new Map<number, string>();
  const connections = new Connections(most, ({ remotePort = 0 }) => networks.get(remotePort) ?? '');
  const clients: Socket[] = [];
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const open = async (network: string) => {
    const client = connect(port, '127.0.0.1').on('error', () => {});
    clients.push(client);
    const [[socket]] = (await Promise.all([once(server, 'connection'), once(client, 'connect')])) as [
      [Socket],
      unknown,
    ];
    networks.set(client.localPort ?? 0, network);
    return { socket, client, isAdmitted: connections.accept(socket) };
  };
  const admitted = async (...from: readonly string[]) => {
    const outcomes = [];
    for (const network of from) outcomes.push((await open(network)).isAdmitted);
    return outcomes;
  };
  const close = () => {
    for (const client of clients) client.destroy();
    server.close();
  };
  return { connections, open, admitted, [Symbol.dispose]: close };
}

describe('the connections', () => {
  it('are never more than may be', async () => {
    using opened = await world(3);
    assert.deepEqual(await opened.admitted('a', 'a', 'a', 'a', 'a'), [true, true, true, false, false]);
  });

  it('make room when one of them is closed', async () => {
    using opened = await world(1);
    const { client, socket } = await opened.open('a');
    client.destroy();
    await once(socket, 'close');
    assert.deepEqual(await opened.admitted('a', 'a'), [true, false]);
  });

  it('of the network that has most make room for others, until these have their share', async () => {
    using opened = await world(6);
    await opened.admitted('a', 'a', 'a', 'a', 'a', 'a');
    assert.deepEqual(await opened.admitted('b', 'b', 'b', 'b'), [true, true, true, false]);
    assert.deepEqual(await opened.admitted('a', 'c', 'c', 'c'), [false, true, true, false]);
  });

  it('lose the one that was used longest ago', async () => {
    using opened = await world(3);
    const first = await opened.open('a');
    const second = await opened.open('a');
    const third = await opened.open('a');
    opened.connections.use(first.socket);
    assert.ok((await opened.open('b')).isAdmitted);
    assert.deepEqual(
      [first, second, third].map(({ socket }) => socket.destroyed),
      [false, true, false],
    );
  });

  it('are closed when nothing is asked over them, and not before everything was answered', async () => {
    using opened = await world(3);
    const { socket: idle } = await opened.open('a');
    const { socket: busy } = await opened.open('a');
    opened.connections.use(busy);
    opened.connections.use(busy);
    opened.connections.release(busy);
    opened.connections.closeIdle();
    assert.deepEqual([idle.destroyed, busy.destroyed], [true, false]);
    opened.connections.release(busy);
    opened.connections.closeIdle();
    assert.equal(busy.destroyed, true);
  });

  it('of many networks with one each take nothing from one another', async () => {
    using opened = await world(3);
    assert.deepEqual(await opened.admitted('a', 'b', 'c', 'd'), [true, true, true, false]);
  });
});
