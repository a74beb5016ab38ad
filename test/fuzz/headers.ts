import fc from 'fast-check';
import { anyAscii, anyText, edited } from './text.ts';

const charsets = fc.constantFrom(
  ...['utf-8', 'UTF-16', 'utf-16be', 'utf-7', 'utf-32', 'shift_jis', 'iso-2022-jp', 'gb18030', 'x-user-defined'],
  ...['replacement', 'latin1', '"utf-8"', "'utf-8'", '"', '', '\0', '__proto__', 'x'.repeat(5000)],
);

/** Content types, right and wrong ones. */
export const mediaTypes = fc.oneof(
  charsets.map((charset) => `application/json; charset=${charset}`),
  fc.constantFrom(
    'application/json',
    'text/json;charset=utf-8;charset=utf-16',
    'application/a+json',
    'application/+json',
  ),
  fc.constantFrom('application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'text/xml', '*/*', '', '/'),
  edited('application/json; charset=utf-8', fc.oneof(anyText, fc.constantFrom(';', '/', '+', ',', '\t', '"'))),
  anyAscii,
);

const traces = fc.oneof(
  edited('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01', anyAscii),
  fc.constantFrom(...[31, 33, 64].map((digits) => `00-${'a'.repeat(digits)}-00f067aa0ba902b7-01`)),
  fc.constantFrom('00-0-0-0', `ff-${'a'.repeat(32)}-${'b'.repeat(16)}-01`, '-', '0'.repeat(9000)),
);

const names = fc.constantFrom(
  ...['Host', 'Accept', 'Accept-Encoding', 'Accept-Charset', 'Cookie', 'Content-Encoding', 'Expect', 'Origin', 'Range'],
  ...[
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Original-URL',
    'X-UIPATH-TenantName',
    'If-Match',
    'TE',
    'Upgrade',
    'Via',
  ],
  ...['__proto__', 'constructor', 'Content-Type', 'Authorization', 'Accept-Version', 'Connection', 'HTTP2-Settings'],
);

const values = fc.oneof(
  anyAscii,
  anyText,
  fc.constantFrom(
    '',
    '*',
    '100-continue',
    'gzip',
    'websocket',
    'h2c',
    'keep-alive, Upgrade',
    'close',
    'bytes=0-',
    '[::1',
  ),
  fc.constantFrom('a\r\nX-Injected: b', 'a\nb', '\0', 'é', '\x7f', ' '.repeat(9000), 'x'.repeat(20_000)),
);

/** Headers that do not belong, and those of others. */
export const oddHeaders = fc.array(fc.oneof(fc.tuple(fc.constant('traceparent'), traces), fc.tuple(names, values)), {
  minLength: 1,
  maxLength: 6,
});
