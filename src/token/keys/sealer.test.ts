import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { type SealLabel, sealPurposes } from '../../directory/sealer.ts';
import { createSealer } from './sealer.ts';

const key = randomBytes(32);
const sealer = createSealer(key);
const labels = sealPurposes.map((purpose): SealLabel => `${purpose} x`);

test('what is sealed for one purpose opens for no other, and with no other installation key', () => {
  for (const label of labels) {
    const sealed = sealer.seal('secret', label);
    for (const other of labels) assert.equal(sealer.unseal(sealed, other), other === label ? 'secret' : undefined);
    assert.equal(createSealer(randomBytes(32)).unseal(sealed, label), undefined);
  }
});

test('a signature is of one text under one label with one key', () => {
  const signature = sealer.sign('text', 'audit head');
  assert.match(signature, /^[\w-]{43}$/);
  assert.equal(createSealer(key).sign('text', 'audit head'), signature);
  const others = [
    sealer.sign('text.', 'audit head'),
    sealer.sign('text', 'audit anchor'),
    sealer.sign('text', 'form head'),
    createSealer(randomBytes(32)).sign('text', 'audit head'),
  ];
  assert.ok(!others.includes(signature));
});

test('nothing is sealed for a purpose that is none', () => {
  assert.throws(() => sealer.seal('secret', 'nonsense x' as SealLabel), /Nothing is sealed for the purpose/);
});
