import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { type Listener, listen } from './listener.ts';

describe('whoever sends slowly', () => {
  let listener: Listener;

  before(async () => {
    const timeouts = { headersTimeout: 100, requestTimeout: 200, connectionsCheckingInterval: 20 };
    listener = await listen({ host: '127.0.0.1', port: 0, isSecure: false, maxConnections: 10, timeouts });
    listener.serve((request, response) => request.on('end', () => response.end('whole')).resume());
  });
  after(() => listener.close(0));

  /** On a busy machine the time may be over before the server has read anything: then it resets, and is asked again. */
  const send = async (bytes: string): Promise<string> => {
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1');
    await once(socket, 'connect');
    socket.write(bytes);
    try {
      return await text(socket);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') throw error;
      return await send(bytes);
    }
  };

  it('and does not end the head of a request is told so, and the connection ends', async () => {
    assert.match(await send('POST / HTTP/1.1\r\nHost: x\r\nA: '), /^HTTP\/1\.1 408 /);
  });

  it('and does not end the body of a request is told so, and the connection ends', async () => {
    assert.match(await send('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc'), /^HTTP\/1\.1 408 /);
  });

  it('but ends the request in time is answered', async () => {
    const request = 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 5\r\n\r\nabcde';
    assert.match(await send(request), /^HTTP\/1\.1 200 .*whole/s);
  });
});

describe('a connection that is reset as soon as it has asked', () => {
  it('brings no request, because nobody knows any more from where it came', async () => {
    await using listener = await open();
    const from: (string | undefined)[] = [];
    listener.serve(({ socket }, response) => {
      from.push(socket.remoteAddress);
      response.end();
    });
    const { hostname, port } = new URL(listener.url);
    const reset = () => {
      const socket = connect(Number(port), hostname, () => {
        socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
        socket.resetAndDestroy();
      });
      return once(socket, 'close');
    };
    await Promise.all(Array.from({ length: 50 }, reset));
    assert.equal((await fetch(listener.url)).status, 200);
    assert.deepEqual(new Set(from), new Set([hostname]));
  });
});

async function open() {
  const listener = await listen({ host: '127.0.0.1', port: 0, isSecure: false, maxConnections: 100 });
  return { ...listener, [Symbol.asyncDispose]: () => listener.close(0) };
}
