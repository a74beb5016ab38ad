import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { describe, it } from 'node:test';
import { GatehouseError } from '../../errors.ts';
import { Bodies } from './bodies.ts';

const KiB = 1024;
const limits = { largest: 1024 * KiB, most: 100 * KiB, free: 10 * KiB, patienceMs: 60_000 };

interface Outcome {
  readonly request: IncomingMessage;
  /** The body, or the code of the failure. */
  readonly ended: Promise<string>;
}

/** A server that takes bodies in, and answers none of them before it is told to. */
async function world(changes: Partial<typeof limits> = {}, limit = 64 * KiB) {
  const bodies = new Bodies({ ...limits, ...changes });
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const open = async (head: string): Promise<Outcome & { readonly socket: Socket }> => {
    const socket = connect(port, '127.0.0.1').on('error', () => {});
    socket.write(`POST / HTTP/1.1\r\nHost: x\r\n${head}\r\n\r\n`);
    const [request] = (await once(server, 'request')) as [IncomingMessage];
    const ended = bodies.receive(request, limit).then(
      (body) => body.toString(),
      (error) => (error instanceof GatehouseError ? error.failure.code : String(error)),
    );
    return { socket, request, ended };
  };
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { bodies, open, [Symbol.dispose]: close };
}

/** Waits until the condition holds; a test that waits for ever fails by its time limit. */
async function until(holds: () => boolean): Promise<void> {
  while (!holds()) await new Promise(setImmediate);
}

const chunked = 'Transfer-Encoding: chunked';
const chunk = (text: string) => `${text.length.toString(16)}\r\n${text}\r\n`;

describe('the bodies of requests', () => {
  it('are taken in as they were sent, in one piece or in many', async () => {
    using opened = await world();
    const whole = await opened.open('Content-Length: 5');
    whole.socket.write('hello');
    assert.equal(await whole.ended, 'hello');
    const letters = 'abcdefghij'.repeat(3000);
    const pieces = await opened.open(chunked);
    for (const letter of letters) pieces.socket.write(chunk(letter));
    pieces.socket.write('0\r\n\r\n');
    assert.equal(await pieces.ended, letters);
    const none = await opened.open('Content-Length: 0');
    assert.equal(await none.ended, '');
  });

  it('are refused by what they say of their length, before anything is read', async () => {
    using opened = await world();
    assert.equal(await (await opened.open(`Content-Length: ${64 * KiB + 1}`)).ended, 'PayloadTooLarge');
    using small = await world({ largest: 100 });
    assert.equal(await (await small.open('Content-Length: 101')).ended, 'PayloadTooLarge');
    assert.equal(opened.bodies.taken, 0);
  });

  it('are refused when they turn out to be too long', async () => {
    using opened = await world({}, 1000);
    const { socket, ended } = await opened.open(chunked);
    socket.write(chunk('x'.repeat(1000)) + chunk('x'));
    assert.equal(await ended, 'PayloadTooLarge');
  });

  it('are refused when they are compressed', async () => {
    using opened = await world();
    const head = (coding: string) => `Content-Length: 1\r\nContent-Encoding: ${coding}`;
    assert.equal(await (await opened.open(head('gzip'))).ended, 'UnsupportedMediaType');
    const plain = await opened.open(head('Identity'));
    plain.socket.write('x');
    assert.equal(await plain.ended, 'x');
  });

  it('count from their first bytes until they are given back, and what is small does not count', async () => {
    using opened = await world();
    const { socket, request, ended } = await opened.open(`Content-Length: ${40 * KiB}`);
    assert.equal(opened.bodies.taken, 0);
    socket.write('x'.repeat(10 * KiB));
    await until(() => request.socket.bytesRead > 10 * KiB);
    assert.equal(opened.bodies.taken, 0);
    socket.write('x'.repeat(30 * KiB));
    assert.equal((await ended).length, 40 * KiB);
    assert.equal(opened.bodies.taken, 30 * KiB);
    opened.bodies.release(request);
    opened.bodies.release(request);
    assert.equal(opened.bodies.taken, 0);
  });

  it('never take more together than they may: what has no room is refused, what is small is not', async () => {
    const most = 110 * KiB;
    using opened = await world({ most });
    const uploads = [];
    for (let count = 0; count < 3; count += 1) {
      const upload = await opened.open(`Content-Length: ${64 * KiB}`);
      upload.socket.write('x'.repeat(60 * KiB));
      await until(() => upload.request.socket.bytesRead > 60 * KiB);
      uploads.push(upload);
    }
    assert.equal(await uploads[2]?.ended, 'Overloaded');
    assert.ok(opened.bodies.taken <= most);
    const small = await opened.open(`Content-Length: ${10 * KiB}`);
    small.socket.write('y'.repeat(10 * KiB));
    assert.equal((await small.ended).length, 10 * KiB);
    uploads[0]?.socket.write('x'.repeat(4 * KiB));
    assert.equal((await uploads[0]?.ended)?.length, 64 * KiB);
  });

  it('make room for others when they have been on their way for too long, the oldest first', async () => {
    using opened = await world({ patienceMs: 0 });
    const slow = [];
    for (let count = 0; count < 2; count += 1) {
      const upload = await opened.open(`Content-Length: ${50 * KiB}`);
      upload.socket.write('x'.repeat(49 * KiB));
      await until(() => upload.request.socket.bytesRead > 49 * KiB);
      slow.push(upload);
    }
    const quick = await opened.open(`Content-Length: ${40 * KiB}`);
    quick.socket.write('y'.repeat(40 * KiB));
    assert.equal((await quick.ended).length, 40 * KiB);
    assert.equal(await slow[0]?.ended, 'Overloaded');
    slow[1]?.socket.write('x'.repeat(KiB));
    assert.equal((await slow[1]?.ended)?.length, 50 * KiB);
  });

  it('are forgotten when their sender goes away', async () => {
    using opened = await world();
    const { socket, request, ended } = await opened.open(`Content-Length: ${50 * KiB}`);
    socket.write('x'.repeat(49 * KiB));
    await until(() => opened.bodies.taken > 0);
    socket.destroy();
    assert.equal(await ended, 'Cancelled');
    opened.bodies.release(request);
    assert.equal(opened.bodies.taken, 0);
  });
});
