import assert from 'node:assert/strict';
import { generateKeyPairSync, verify } from 'node:crypto';
import { test } from 'node:test';
import { signRs256 } from './sign.ts';

test('a signature is the same wherever it is computed', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const texts = Array.from({ length: 5 }, (_, index) => `text ${index}`);
  const signatures = await Promise.all(texts.map((text) => signRs256(text, privateKey)));
  for (const [index, signature] of signatures.entries()) {
    assert.ok(verify('sha256', Buffer.from(texts[index] ?? ''), publicKey, signature));
  }
  const [first] = signatures;
  await new Promise(setImmediate);
  assert.deepEqual(await signRs256('text 0', privateKey), first);
});
