import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { isSignedWith, sign } from './sign.ts';

const texts = Array.from({ length: 5 }, (_, index) => `text ${index}`);

test('a signature is the same wherever it is computed', async () => {
  const key = { algorithm: 'RS256', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) } as const;
  const signatures = await Promise.all(texts.map((text) => sign(text, key)));
  for (const [index, signature] of signatures.entries()) {
    assert.ok(isSignedWith(key, texts[index] ?? '', signature));
  }
  const [first] = signatures;
  await new Promise(setImmediate);
  assert.deepEqual(await sign('text 0', key), first);
});

test('a signature with ES256 is two numbers of 32 bytes, over this text alone', async () => {
  const key = { algorithm: 'ES256', ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) } as const;
  const signatures = await Promise.all(texts.map((text) => sign(text, key)));
  for (const [index, signature] of signatures.entries()) {
    assert.equal(signature.length, 64);
    assert.ok(isSignedWith(key, texts[index] ?? '', signature));
    assert.ok(!isSignedWith(key, 'another text', signature));
  }
});
