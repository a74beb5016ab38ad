import { createHmac } from 'node:crypto';
import fc from 'fast-check';
import { anyAscii, truncated } from './text.ts';

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const decode = (part: string): Record<string, unknown> => JSON.parse(Buffer.from(part, 'base64url').toString());

/** Values of `Authorization` that look more or less like that of `token`, and of which none is to be believed. */
export function forgeries(token: string): fc.Arbitrary<string> {
  const [head = '', payload = '', signature = ''] = token.split('.');
  const header = decode(head);
  const claims = decode(payload);
  const forgedHeader = fc
    .constantFrom<object>(
      { alg: 'none' },
      { alg: 'None' },
      { alg: 'HS256' },
      { alg: 'PS256' },
      { kid: 'x' },
      { kid: null },
    )
    .map((change) => encode({ ...header, ...change }));
  const forgedClaims = fc
    .constantFrom<object>(
      { exp: 9e9 },
      { scope: 'PM.User PM.Group' },
      { aud: 1 },
      { sub: '__proto__' },
      { client_id: [] },
    )
    .map((change) => encode({ ...claims, ...change }));
  const random = fc.stringMatching(/^[\w-]{0,400}$/);
  const characters = fc.stringMatching(/^[\w.=+/-]$/);
  const changed = fc
    .tuple(fc.nat(token.length - 1), characters)
    .filter(([at, character]) => token[at] !== character)
    .map(([at, character]) => token.slice(0, at) + character + token.slice(at + 1));
  const tokens = fc.oneof(
    changed,
    truncated(token),
    forgedHeader.map((other) => `${other}.${payload}.${signature}`),
    forgedHeader.map((other) => `${other}.${payload}.`),
    forgedClaims.map((other) => `${head}.${other}.${signature}`),
    fc.constant(hmacSigned(encode({ ...header, alg: 'HS256' }), payload)),
    fc.tuple(random, random, random).map((parts) => parts.join('.')),
    fc.constantFrom(
      `${token}.`,
      `${token}=`,
      `.${token}`,
      `${token}.${token}`,
      `${token}, Bearer ${token}`,
      `"${token}"`,
    ),
    fc.constantFrom(' ', '.', '..', 'undefined', 'null', 'rt_1', 'é', 'a'.repeat(20_000), 'a'.repeat(2 ** 20)),
    anyAscii,
  );
  const others = fc.constantFrom(
    '',
    'Bearer',
    `Basic ${btoa('a:b')}`,
    `DPoP ${token}`,
    token,
    `Bearer:${token}`,
    `Bearer\t${token}`,
  );
  return fc.oneof({ weight: 8, arbitrary: tokens.map((forged) => `Bearer ${forged}`) }, others, anyAscii);
}

/** Signed with a secret that is public, as verifiers have been tricked into accepting. */
function hmacSigned(header: string, payload: string): string {
  const input = `${header}.${payload}`;
  return `${input}.${createHmac('sha256', 'public').update(input).digest('base64url')}`;
}
