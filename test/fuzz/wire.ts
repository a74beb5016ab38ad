import assert from 'node:assert/strict';
import { connect } from 'node:net';

/** A request as it goes over the wire: nothing corrects or escapes it on the way. */
export interface WireRequest {
  readonly method?: string;
  readonly target: string;
  /** Added to `Host`, and to `Connection` and `Content-Length` where `framing` is left out. */
  readonly headers?: readonly (readonly [string, string])[];
  readonly body?: string | Uint8Array;
  /** Header lines in place of `Connection` and `Content-Length`. */
  readonly framing?: string;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer;
  /** Whether the request asked for no body (`HEAD`). */
  readonly isHead: boolean;
}

/** How long a server that is at work may say nothing. */
const patienceMs = 20_000;

/** Sends a request that is complete, and answers the one answer to it. */
export async function ask(url: string, request: WireRequest): Promise<WireAnswer> {
  const answers = await askTillClosed(url, request);
  assert.equal(answers.length, 1, `${answers.length} answers`);
  return answers[0] as WireAnswer;
}

/** Sends a request that the server may refuse, and end the connection, before it has all of it. */
export async function askTillClosed(url: string, request: WireRequest): Promise<readonly WireAnswer[]> {
  const { received, isClosed } = await exchange(url, toBytes(request), patienceMs);
  assert.ok(isClosed, 'no answer');
  return parseAnswers(received, request.method === 'HEAD');
}

/**
 * Sends a request of which nobody knows where it ends, if it does. Hangs up when the server has fallen silent, and
 * answers whatever came back until then.
 */
export async function provoke(url: string, request: WireRequest): Promise<readonly WireAnswer[]> {
  const { received } = await exchange(url, toBytes(request), 50);
  return parseAnswers(received);
}

function toBytes({ method = 'POST', target, headers = [], body = '', framing }: WireRequest): Buffer {
  const bytes = Buffer.from(body);
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  const framed = framing ?? `Connection: close\r\nContent-Length: ${bytes.length}\r\n`;
  return Buffer.concat([
    Buffer.from(`${method} ${target} HTTP/1.1\r\nHost: gatehouse.test\r\n${lines}${framed}\r\n`),
    bytes,
  ]);
}

/** Everything that the server sends until it closes the connection, or has said nothing for so long. */
async function exchange(url: string, bytes: Buffer, silenceMs: number) {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  let isClosed = true;
  socket.on('data', (chunk: Buffer) => chunks.push(chunk));
  // A server that has refused a request need not read the rest of it.
  socket.on('error', () => {});
  socket.setTimeout(silenceMs, () => {
    isClosed = false;
    socket.destroy();
  });
  socket.write(bytes);
  await new Promise((resolve) => socket.once('close', resolve));
  return { received: Buffer.concat(chunks), isClosed };
}

const head = /^HTTP\/1\.1 (\d{3}) [\x20-\x7e]*\r\n((?:[\w-]+: [\x20-\x7e]*\r\n)*)\r\n/;

function parseAnswers(bytes: Buffer, isHead = false): readonly WireAnswer[] {
  const answers: WireAnswer[] = [];
  for (let rest = bytes; rest.length > 0; ) {
    const found = head.exec(rest.toString('latin1'));
    assert.ok(found, `not an answer: ${rest.toString('latin1', 0, 200)}`);
    const [all, status, lines = ''] = found;
    const headers = new Map(lines.split('\r\n').map((line) => splitHeader(line)));
    const { body, length } = isHead ? nothing : readBody(rest.subarray(all.length), headers);
    if (Number(status) >= 200) answers.push({ status: Number(status), headers, body, isHead });
    rest = rest.subarray(all.length + length);
  }
  return answers;
}

function splitHeader(line: string): [string, string] {
  const colon = line.indexOf(':');
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}

const nothing = { body: Buffer.alloc(0), length: 0 };
const emptyChunk = '0\r\n\r\n';

/** The body, and how many bytes it takes on the wire. The server sends no body in pieces. */
function readBody(rest: Buffer, headers: WireAnswer['headers']) {
  if (headers.get('transfer-encoding') === 'chunked') {
    assert.equal(rest.toString('latin1', 0, emptyChunk.length), emptyChunk);
    return { ...nothing, length: emptyChunk.length };
  }
  const length = Number(headers.get('content-length') ?? 0);
  assert.ok(rest.length >= length, 'an answer that was cut off');
  return { body: rest.subarray(0, length), length };
}
