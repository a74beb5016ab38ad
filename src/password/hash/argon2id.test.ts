import assert from 'node:assert/strict';
import { test } from 'node:test';
import { hashSync } from '@node-rs/argon2';
import { ceiling, describe, floor, hash, isAcceptable, isOutdated, parameterProblem, verify } from './argon2id.ts';

/** From the test vectors of the reference implementation (P-H-C/phc-winner-argon2, `src/test.c`). */
const reference = '$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
const salt = 'c29tZXNhbHRzb21lc2FsdA';
const tag = 'CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc';
const phc = (parameters: string) => `$argon2id$v=19$${parameters}$${salt}$${tag}`;

test('a hash is a PHC string with its parameters, a salt of 16 bytes and 32 bytes of output', () => {
  assert.deepEqual(describe(hash('secret', floor)), { ...floor, saltBytes: 16, hashBytes: 32 });
});

test('two hashes of one password differ, and both verify', () => {
  const [first, second] = [hash('secret', floor), hash('secret', floor)];
  assert.notEqual(first, second);
  assert.equal(verify(first, 'secret'), true);
  assert.equal(verify(second, 'secret'), true);
  assert.equal(verify(first, 'Secret'), false);
});

test('a hash of the reference implementation verifies', () => {
  assert.equal(verify(reference, 'password'), true);
  assert.equal(verify(reference, 'differentpassword'), false);
});

test('the whole password counts, whatever its characters', () => {
  const long = 'x'.repeat(4000);
  assert.equal(verify(hash('a\0b', floor), 'a\0c'), false);
  assert.equal(verify(hash(`${long}a`, floor), `${long}b`), false);
  assert.equal(verify(hash('pässwörd 🔑', floor), 'pässwörd 🔑'), true);
});

test('parameters between the floor and the ceiling are allowed, others are not', () => {
  assert.equal(parameterProblem(floor), undefined);
  assert.equal(parameterProblem(ceiling), undefined);
  assert.match(String(parameterProblem({ ...floor, memoryKiB: 19455 })), /memoryKiB.* 19456 .*19455/);
  assert.match(String(parameterProblem({ ...floor, iterations: 1 })), /iterations/);
  assert.match(String(parameterProblem({ ...floor, parallelism: 0 })), /parallelism/);
  assert.match(String(parameterProblem({ ...floor, memoryKiB: ceiling.memoryKiB + 1 })), /memoryKiB/);
  assert.match(String(parameterProblem({ ...floor, iterations: 2.5 })), /iterations/);
  assert.match(String(parameterProblem({ ...floor, iterations: Number.NaN })), /iterations/);
});

test('no hash is made below the floor', () => {
  assert.throws(() => hash('secret', { ...floor, iterations: 1 }), RangeError);
});

test('only well-formed Argon2id strings of version 19 are described', () => {
  assert.deepEqual(describe(phc('m=64,t=1,p=2')), {
    memoryKiB: 64,
    iterations: 1,
    parallelism: 2,
    saltBytes: 16,
    hashBytes: 32,
  });
  const malformed = [
    '',
    'secret',
    phc('m=64,t=1,p=2').replace('argon2id', 'argon2i'),
    phc('m=64,t=1,p=2').replace('argon2id', 'argon2d'),
    phc('m=64,t=1,p=2').replace('v=19', 'v=16'),
    phc('m=64,t=1,p=2').replace('$v=19', ''),
    phc('t=1,m=64,p=2'),
    phc('m=064,t=1,p=2'),
    phc('m=64,t=0,p=2'),
    phc('m=-64,t=1,p=2'),
    phc('m=6e4,t=1,p=2'),
    phc('m=15,t=1,p=2'),
    phc('m=64,t=1,p=2,keyid=AAAA'),
    phc('m=99999999999,t=1,p=1'),
    `${phc('m=64,t=1,p=2')}\n`,
    `${phc('m=64,t=1,p=2')}=`,
    ` ${phc('m=64,t=1,p=2')}`,
    `$argon2id$v=19$m=64,t=1,p=2$c29tZXM$${tag}`, // a salt of 5 bytes
    `$argon2id$v=19$m=64,t=1,p=2$${salt}$c29tZXNhbHQ`, // 8 bytes of output, easy to hit by chance
    `$argon2id$v=19$m=64,t=1,p=2$${salt}$${tag.slice(0, -1)}d`, // stray bits after the last byte
    `$argon2id$v=19$m=64,t=1,p=2$${salt}$${tag.replace('O', '_')}`,
  ];
  for (const text of malformed) {
    assert.equal(describe(text), undefined, text);
    assert.equal(isAcceptable(text), false, text);
  }
});

test('a hash that would cost more than the ceiling is not accepted, and verifies nothing', () => {
  assert.equal(isAcceptable(phc('m=262144,t=10,p=16')), true);
  for (const parameters of [
    'm=262145,t=1,p=1',
    'm=19456,t=11,p=1',
    'm=19456,t=2,p=17',
    'm=4294967295,t=4294967295,p=255',
  ]) {
    assert.equal(isAcceptable(phc(parameters)), false, parameters);
    assert.equal(verify(phc(parameters), 'password'), false, parameters);
  }
});

test('a hash of Argon2d or Argon2i verifies nothing, although the library would verify it', () => {
  for (const algorithm of [0, 1] as const) {
    assert.equal(verify(hashSync('secret', { algorithm, memoryCost: 64 }), 'secret'), false);
  }
});

test('a hash is outdated when it is weaker in any respect than a new one', () => {
  const stored = hash('secret', { memoryKiB: 20480, iterations: 3, parallelism: 2 });
  assert.equal(isOutdated(stored, { memoryKiB: 20480, iterations: 3, parallelism: 2 }), false);
  assert.equal(isOutdated(stored, floor), false);
  assert.equal(isOutdated(stored, { memoryKiB: 20481, iterations: 3, parallelism: 2 }), true);
  assert.equal(isOutdated(stored, { memoryKiB: 20480, iterations: 4, parallelism: 2 }), true);
  assert.equal(isOutdated(stored, { memoryKiB: 20480, iterations: 3, parallelism: 3 }), true);
  assert.equal(isOutdated(reference, floor), true, 'its salt has 8 bytes');
  assert.equal(isOutdated('secret', floor), true);
});
