import assert from 'node:assert/strict';
import { test } from 'node:test';
import { floor, hash } from './hash/argon2id.ts';
import { hashPassword, isAcceptable, isOutdated, schemeOf, verifyPassword } from './hash.ts';

test('a new hash is Argon2id, verifies and is not outdated', () => {
  const stored = hashPassword('secret', floor);
  assert.equal(schemeOf(stored)?.name, 'argon2id');
  assert.equal(verifyPassword(stored, 'secret'), true);
  assert.equal(verifyPassword(stored, 'wrong'), false);
  assert.equal(isAcceptable(stored), true);
  assert.equal(isOutdated(stored, floor), false);
});

test('a stored hash of no known scheme verifies nothing, is not acceptable and is outdated', () => {
  for (const stored of [
    '',
    'secret',
    '$argon3$v=19$m=64,t=1,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5Q',
    '$2b',
    '{FOO}AAAA',
  ]) {
    assert.equal(schemeOf(stored), undefined, stored);
    assert.equal(verifyPassword(stored, stored), false, stored);
    assert.equal(isAcceptable(stored), false, stored);
    assert.equal(isOutdated(stored, floor), true, stored);
  }
});

test('one password in two spellings is one, and what was hashed in the other before still verifies as it was sent', () => {
  const [inOne, inTwo] = ['Managé'.normalize('NFC'), 'Managé'.normalize('NFD')];
  for (const typed of [inOne, inTwo]) {
    const stored = hashPassword(typed, floor);
    for (const again of [inOne, inTwo]) assert.equal(verifyPassword(stored, again), true);
    assert.equal(verifyPassword(stored, 'Manage'), false);
  }
  const before = hash(inTwo, floor);
  assert.equal(verifyPassword(before, inTwo), true);
  assert.equal(verifyPassword(before, inOne), false);
});
