import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import { decodeProtectedHeader, exportJWK, type GenerateKeyPairOptions, generateKeyPair, SignJWT } from 'jose';
import { clientAlgorithms } from '../jwt/algorithms.ts';
import { type DpopProof, readProof, verifyProof } from './proof.ts';

const now = 1_800_000_000_000;
const url = 'https://id.example.test/identity/connect/token';
const firstUse = { upsert: async () => {}, consume: async () => true };

/** A proof, with a member of its key, its header or its claims changed. */
async function proof(
  alg: string,
  changes: { readonly jwk?: object; readonly claims?: object } = {},
  options: GenerateKeyPairOptions = {},
): Promise<DpopProof> {
  const { publicKey, privateKey } = await generateKeyPair(alg, options);
  const jwk = { ...(await exportJWK(publicKey)), ...changes.jwk };
  const text = await new SignJWT({ htm: 'POST', htu: url, jti: 'once', iat: now / 1000, ...changes.claims })
    .setProtectedHeader({ alg, typ: 'dpop+jwt', jwk })
    .sign(privateKey);
  return { text, method: 'POST', url };
}

/** The same with another signature. */
const forged = ({ text = '', ...proof }: DpopProof): DpopProof => ({
  ...proof,
  text: `${text.slice(0, text.lastIndexOf('.'))}.${'A'.repeat(342)}`,
});

describe('a proof of a key', () => {
  it('is taken with every algorithm that is announced', async () => {
    for (const alg of clientAlgorithms) {
      assert.match((await verifyProof(await proof(alg), undefined, firstUse, now)) ?? '', /^[\w-]{43}$/, alg);
    }
  });

  it('is refused with any other, above all with a secret for a key or without a signature', async () => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const claims = part({ htm: 'POST', htu: url, jti: 'once', iat: now / 1000 });
    const secret = Buffer.alloc(32, 1);
    const symmetric = { kty: 'oct', k: secret.toString('base64url') };
    const head = (alg: string, jwk: object) => `${part({ alg, typ: 'dpop+jwt', jwk })}.${claims}`;
    const { jwk } = decodeProtectedHeader((await proof('ES256')).text ?? '');
    const keyed = head('HS256', symmetric);
    const signed = `${keyed}.${createHmac('sha256', secret).update(keyed).digest('base64url')}`;
    for (const text of [signed, `${head('none', jwk ?? {})}.`, (await proof('RS384')).text]) {
      assert.equal(await verifyProof({ text, method: 'POST', url }, undefined, firstUse, now), undefined, text);
    }
  });

  it('is refused before its signature is looked at when the key would cost too much', async () => {
    const good = forged(await proof('RS256'));
    assert.ok(readProof(good, undefined, now), 'nothing but the signature is wrong with this one');
    assert.equal(await verifyProof(good, undefined, firstUse, now), undefined);
    const e = Buffer.alloc(384, 0xff).toString('base64url');
    assert.equal(readProof(forged(await proof('RS256', { jwk: { e } })), undefined, now), undefined);
  });

  it('is refused before its signature is looked at when it is for another request', async () => {
    for (const claims of [{ htm: 'GET' }, { htu: 'https://evil.test/' }, { iat: now / 1000 - 61 }, { jti: 7 }]) {
      const other = forged(await proof('RS256', { claims }));
      assert.equal(readProof(other, undefined, now), undefined, JSON.stringify(claims));
    }
  });

  it('is refused when its key is meant for another algorithm', async () => {
    const jwk = { alg: 'RS256' };
    assert.equal(await verifyProof(await proof('PS256', { jwk }), undefined, firstUse, now), undefined);
    assert.ok(await verifyProof(await proof('RS256', { jwk }), undefined, firstUse, now));
  });
});
