import assert from 'node:assert/strict';
import { generateKeyPairSync, type JsonWebKey } from 'node:crypto';
import { describe, it } from 'node:test';
import { refusedClientKey } from './client-key.ts';

const bytes = (count: number, first = 0xff) => Buffer.alloc(count, 0xff).fill(first, 0, 1).toString('base64url');

const rsa = { kty: 'RSA', n: bytes(256), e: 'AQAB' };

describe('a key of a client', () => {
  it('is taken when a real one was made, of every kind that is supported', () => {
    const made = [
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
      generateKeyPairSync('ec', { namedCurve: 'P-384' }),
      generateKeyPairSync('ec', { namedCurve: 'P-521' }),
      generateKeyPairSync('ed25519'),
    ];
    for (const { publicKey, privateKey } of made) {
      assert.equal(refusedClientKey(publicKey.export({ format: 'jwk' }) as Record<string, unknown>), undefined);
      assert.match(refusedClientKey(privateKey.export({ format: 'jwk' }) as Record<string, unknown>) ?? '', /private/);
    }
  });

  it('may have an RSA modulus of 2048 to 4096 bits', () => {
    const cases = [
      [bytes(255), true],
      [bytes(256, 0x7f), true],
      [bytes(256, 0x80), false],
      [bytes(512), false],
      [bytes(513, 1), true],
      [bytes(1024), true],
      [undefined, true],
      ['=', true],
    ] as const;
    for (const [n, isRefused] of cases) assert.equal(refusedClientKey({ ...rsa, n }) !== undefined, isRefused, n);
  });

  it('has an exponent that costs little', () => {
    const cases = [
      ['Aw', false],
      ['AQAB', false],
      [bytes(4), false],
      [bytes(5), true],
      [bytes(384), true],
      ['AQ', true],
      ['Ag', true],
      ['', true],
      [undefined, true],
    ] as const;
    for (const [e, isRefused] of cases) assert.equal(refusedClientKey({ ...rsa, e }) !== undefined, isRefused, e);
  });

  it('is on a known curve, with coordinates of its size', () => {
    const point: JsonWebKey = { kty: 'EC', crv: 'P-256', x: bytes(32), y: bytes(32) };
    assert.equal(refusedClientKey({ ...point }), undefined);
    for (const change of [{ crv: 'secp256k1' }, { crv: 'P-521' }, { x: bytes(31) }, { y: undefined }, { x: 7 }]) {
      assert.notEqual(refusedClientKey({ ...point, ...change }), undefined, JSON.stringify(change));
    }
    assert.notEqual(refusedClientKey({ kty: 'OKP', crv: 'X25519', x: bytes(32) }), undefined);
    assert.notEqual(refusedClientKey({ kty: 'oct', k: bytes(32) }), undefined);
  });
});
