import assert from 'node:assert/strict';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createNetServer, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { everywhere, publicAddressesAnd } from './reachable.ts';
import { failureReason, sendRequest } from './request.ts';

const bounds = { mayReach: everywhere, deadlineMs: 10_000, mostBytes: 100 };

async function serve(answer: RequestListener) {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url, port: new URL(url).port, [Symbol.asyncDispose]: close };
}

async function serveBytes(bytes: string, then: 'ended' | 'left open' = 'ended') {
  const sockets: Socket[] = [];
  const server = createNetServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => {}).once('data', () => (then === 'ended' ? socket.end(bytes) : socket.write(bytes)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => new Promise((resolve) => server.close(resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    sockets,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await close();
    },
  };
}

const failure = async (asking: Promise<unknown>): Promise<string> =>
  failureReason(
    await asking.then(
      () => assert.fail('there was an answer'),
      (error: unknown) => error,
    ),
  );

describe('a question to the server of somebody else', () => {
  it('is answered with status and body', async () => {
    await using server = await serve(async (request, response) => {
      const sent = (await request.toArray()).join('');
      response.writeHead(201).end(`${request.method} ${request.headers['content-type']} ${sent}`);
    });
    const headers = { 'content-type': 'text/plain' };
    const { status, body } = await sendRequest({ method: 'POST', url: server.url, headers, body: 'ö' }, bounds);
    assert.deepEqual([status, body.toString()], [201, 'POST text/plain ö']);
  });

  it('follows no redirect', async () => {
    let asked = 0;
    await using server = await serve((_request, response) => {
      asked += 1;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    assert.equal((await sendRequest({ method: 'GET', url: server.url }, bounds)).status, 302);
    assert.equal(asked, 1);
  });

  it('goes nowhere but to public addresses and those that the operator has allowed, by name or number', async () => {
    let asked = 0;
    await using server = await serve((_request, response) => {
      asked += 1;
      response.end();
    });
    const mayReach = publicAddressesAnd([]);
    for (const host of ['127.0.0.1', 'localhost', '2130706433', '0x7f.1', '[::1]', '[::ffff:127.0.0.1]']) {
      const url = `http://${host}:${server.port}/`;
      assert.match(await failure(sendRequest({ method: 'GET', url }, { ...bounds, mayReach })), /is not public/, host);
    }
    assert.equal(asked, 0);
    const allowed = { ...bounds, mayReach: publicAddressesAnd(['127.0.0.1']) };
    assert.equal((await sendRequest({ method: 'GET', url: server.url }, allowed)).status, 200);
  });

  it('ends when the server changes the protocol instead of answering, or ends the connection', async () => {
    for (const bytes of ['HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n', 'HTTP/1.1 101 S\r\n\r\n', '']) {
      await using server = await serveBytes(bytes);
      assert.match(
        await failure(sendRequest({ method: 'GET', url: server.url }, bounds)),
        /protocol|status 101|ECONNRESET/,
        bytes,
      );
    }
  });

  it('takes no harm when the server changes the protocol, and resets the connection afterwards', async () => {
    await using server = await serveBytes('HTTP/1.1 101 S\r\nConnection: Upgrade\r\nUpgrade: x\r\n\r\n', 'left open');
    const ask = () => failure(sendRequest({ method: 'GET', url: server.url }, bounds));
    assert.match(await ask(), /protocol/);
    for (const socket of server.sockets) socket.resetAndDestroy();
    // When this has been answered, the reset has come.
    assert.match(await ask(), /protocol/);
  });

  it('ends when the server announces an answer again and again, and not when it does so now and then', async () => {
    const answer = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
    const soon = 'HTTP/1.1 103 Early Hints\r\n\r\n';
    await using patient = await serveBytes(`${soon.repeat(8)}${answer}`);
    assert.equal((await sendRequest({ method: 'GET', url: patient.url }, bounds)).status, 200);
    await using endless = await serveBytes(`${soon.repeat(9)}${answer}`);
    assert.equal(await failure(sendRequest({ method: 'GET', url: endless.url }, bounds)), 'the answer does not begin');
  });

  it('ends when the answer is too large, breaks off, or does not come in time', async () => {
    await using server = await serve((request, response) => {
      if (request.url === '/large') response.end('x'.repeat(101));
      else if (request.url === '/broken') response.write('x', () => response.destroy());
      else response.write('x'); // And never the rest.
    });
    const get = (path: string, deadlineMs = 10_000) =>
      failure(sendRequest({ method: 'GET', url: `${server.url}${path}` }, { ...bounds, deadlineMs }));
    assert.equal(await get('large'), 'the answer has more than 100 bytes');
    assert.equal(await get('broken'), 'ECONNRESET');
    assert.equal(await get('slow', 50), 'no answer in time');
  });
});
