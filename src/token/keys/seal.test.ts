import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { seal, unseal } from './seal.ts';

const key = createSecretKey(randomBytes(32));

test('what is sealed opens with the same key and label', () => {
  assert.equal(unseal(seal('sécret', key, 'kid-1'), key, 'kid-1'), 'sécret');
});

test('the same text is never sealed alike twice', () => {
  assert.notEqual(seal('secret', key, 'kid-1'), seal('secret', key, 'kid-1'));
});

test('the text does not shine through the seal', () => {
  const sealed = Buffer.from(seal('private exponent', key, 'kid-1'), 'base64url');
  assert.ok(!sealed.includes('private exponent'));
});

test('another key does not open it', () => {
  assert.equal(unseal(seal('secret', key, 'kid-1'), createSecretKey(randomBytes(32)), 'kid-1'), undefined);
});

test('it does not open under another label', () => {
  assert.equal(unseal(seal('secret', key, 'kid-1'), key, 'kid-2'), undefined);
});

test('it does not open when any one bit was changed', () => {
  const sealed = Buffer.from(seal('secret', key, 'kid-1'), 'base64url');
  for (let bit = 0; bit < sealed.length * 8; bit += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    assert.equal(unseal(changed.toString('base64url'), key, 'kid-1'), undefined, `bit ${bit}`);
  }
});

test('it does not open when a part of it is missing', () => {
  const sealed = seal('', key, 'kid-1');
  for (let length = 0; length < sealed.length - 1; length += 1) {
    assert.equal(unseal(sealed.slice(0, length), key, 'kid-1'), undefined, `${length} characters`);
  }
});
