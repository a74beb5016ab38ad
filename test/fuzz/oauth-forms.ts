import { generateKeyPairSync, randomUUID, sign } from 'node:crypto';
import fc from 'fast-check';
import { anyJson, anyTextAtAll } from './values.ts';

/** The key of an application that proves itself by signing, and of proofs that tokens are bound to. */
const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

export const publicJwk = publicKey.export({ format: 'jwk' });

const encode = (part: unknown): string => Buffer.from(JSON.stringify(part) ?? 'null').toString('base64url');

/** A JWT whose signature is right, whatever it says. */
function signed(header: unknown, claims: unknown): string {
  const input = `${encode(header)}.${encode(claims)}`;
  return `${input}.${sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`;
}

/** The object with some of its members replaced or left out, or something else in its place. */
const odd = (right: Readonly<Record<string, unknown>>): fc.Arbitrary<unknown> =>
  fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .dictionary(fc.constantFrom(...Object.keys(right)), fc.oneof(anyJson, fc.constant(undefined)), { maxKeys: 2 })
        .map((changes) => ({ ...right, ...changes })),
    },
    { weight: 3, arbitrary: fc.constant(right) },
    anyJson,
  );

const soon = () => Math.floor(Date.now() / 1000) + 60;

/** What the application signs to prove itself, nearly right. */
export const assertions = (clientId: string, issuer: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      odd({ alg: 'ES256', kid: 'k1', typ: 'JWT' }),
      fc.constant(0).chain(() => odd(claimsOf(clientId, issuer))),
    )
    .map(([header, claims]) => signed(header, claims));

const claimsOf = (clientId: string, issuer: string) => ({
  ...{ iss: clientId, sub: clientId, aud: issuer, exp: soon(), nbf: soon() - 120, jti: randomUUID() },
});

/** Proofs of a key for a request, nearly right. */
export const proofs = (method: string, url: string): fc.Arbitrary<string> =>
  fc
    .tuple(
      odd({ alg: 'ES256', typ: 'dpop+jwt', jwk: publicJwk }),
      fc.constant(0).chain(() => odd({ htm: method, htu: url, iat: soon() - 60, jti: randomUUID(), ath: 'x' })),
    )
    .map(([header, claims]) => signed(header, claims));

type Known = Readonly<Record<string, readonly string[]>>;
type Fields = Record<string, string>;

/** Forms of some of the fields, each with a value that suits it or any other. */
export const fieldsOf = (known: Known): fc.Arbitrary<Fields> =>
  fc.record<Fields>(Object.fromEntries(Object.entries(known).map(([name, values]) => [name, oneOf(values)])), {
    requiredKeys: [],
  });

/** Forms around one that has nothing wrong. */
export const fieldsAround = (right: readonly Fields[], known: Known): fc.Arbitrary<Fields> =>
  fc
    .tuple(
      fc.constantFrom(...right),
      fc.array(
        fc
          .constantFrom(...Object.entries(known))
          .chain(([name, values]) => oneOf(values).map((value) => [name, value])),
        { maxLength: 2 },
      ),
    )
    .map(([form, changes]) => ({ ...form, ...Object.fromEntries(changes) }));

const oneOf = (values: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...values, '') }, anyTextAtAll);
