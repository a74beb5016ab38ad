import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, it } from 'node:test';
import { nextTurn } from '../turns.ts';
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

describe('requests that are sent before the answer to the one before', () => {
  /** So many at once, as they come to the handler, and what came back when it has answered those that it got. */
  async function sendAhead(count: number) {
    await using listener = await open();
    const running = new Set<string>();
    const seen: string[] = [];
    let most = 0;
    listener.serve(async ({ url = '' }, response) => {
      running.add(url);
      most = Math.max(most, running.size);
      seen.push(url);
      await nextTurn();
      running.delete(url);
      response.end(url);
    });
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1');
    const answers = text(socket).catch(() => '');
    const paths = Array.from({ length: count }, (_, index) => `/${index}`);
    const heads = paths.map((path, index) => {
      const end = index === count - 1 ? 'Connection: close\r\n' : '';
      return `GET ${path} HTTP/1.1\r\nHost: x\r\n${end}\r\n`;
    });
    socket.write(heads.join(''));
    return { paths, seen, most: () => most, bodies: (await answers).match(/(?<=\r\n\r\n)\/\d+/g) ?? [] };
  }

  it('are answered one after the other, in order', async () => {
    const { paths, seen, most, bodies } = await sendAhead(9);
    assert.deepEqual([seen, bodies, most()], [paths, paths, 1]);
  });

  it('end the connection when they are too many', async () => {
    const { seen } = await sendAhead(50);
    assert.ok(seen.length < 10, `${seen.length}`);
  });
});

describe('an answer that nobody takes', () => {
  it('ends with its connection after a while', async () => {
    await using listener = await open(100);
    const closed = Promise.withResolvers<boolean>();
    listener.serve((_request, response) => {
      response.once('close', () => closed.resolve(response.writableFinished)).end(Buffer.alloc(64 * 1024 * 1024));
    });
    const socket = connect(Number(new URL(listener.url).port), '127.0.0.1')
      .pause()
      .on('error', () => {});
    socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    assert.equal(await closed.promise, false);
    socket.destroy();
  });
});

async function open(stillMs = 60_000) {
  const listener = await listen({ host: '127.0.0.1', port: 0, isSecure: false, maxConnections: 100, stillMs });
  return { ...listener, [Symbol.asyncDispose]: () => listener.close(0) };
}
