import fc from 'fast-check';
import { edited, truncated } from './text.ts';
import type { WireRequest } from './wire.ts';

type Framed = Required<Pick<WireRequest, 'framing' | 'body'>>;

/** Ways to send a body that say too little, too much or the wrong thing about where it ends. */
export function framed(body: string): fc.Arbitrary<Framed> {
  const right = `Content-Length: ${body.length}\r\n`;
  const lengths = fc
    .constantFrom<string | number>(
      body.length - 1,
      body.length + 1,
      0,
      -1,
      `+${body.length}`,
      '0x3c',
      '',
      '9'.repeat(30),
    )
    .map((length) => `Content-Length: ${length}\r\n`);
  const others = fc.constantFrom(
    ...['chunked', 'identity', 'chunked, chunked', 'gzip, chunked', '\x0bchunked'].map(
      (one) => `Transfer-Encoding: ${one}\r\n`,
    ),
    ...[
      'Connection: keep-alive\r\n',
      'Connection: close\r\n',
      'Expect: 100-continue\r\n',
      'Upgrade: x\r\n',
      'Trailer: a\r\n',
    ],
    ...[`Content-Length : ${body.length}\r\n`, ` ${right}`, right.replace('\r', ''), '\r\n', right, right],
  );
  const lines = fc.array(fc.oneof(lengths, others), { maxLength: 3 });
  const pieces = fc.constantFrom(
    '\r\n',
    '\n',
    '0\r\n\r\n',
    'GET / HTTP/1.1\r\n\r\n',
    '\0',
    ';x=y',
    '-1',
    'fffffffff',
    '\r',
  );
  const chunked = fc.integer({ min: 1, max: body.length }).map((size) => inChunks(body, size));
  return fc.oneof(
    lines.map((given) => ({ framing: given.join(''), body })),
    lines.map((given) => ({ framing: [right, ...given].join(''), body })),
    fc
      .oneof(
        chunked,
        chunked.chain((text) => edited(text, pieces)),
        chunked.chain(truncated),
      )
      .map((text) => ({ framing: `${close}Transfer-Encoding: chunked\r\n`, body: text })),
    edited(body, pieces).map((text) => ({ framing: close + right, body: text })),
    fc.constant({ framing: right, body: body + smuggled.repeat(3) }),
  );
}

const close = 'Connection: close\r\n';
const smuggled = 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n';

function inChunks(body: string, size: number): string {
  const chunks = body.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [];
  return `${chunks.map((chunk) => `${chunk.length.toString(16)}\r\n${chunk}\r\n`).join('')}0\r\n\r\n`;
}
