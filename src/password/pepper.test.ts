import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSealedHash, noPepper, pepperKeyOf } from '../directory/pepper.ts';
import { createPepper, pepperKeyId } from './pepper.ts';

const [one, two] = [Buffer.alloc(32, 1), Buffer.alloc(32, 2)];
const harry = { organizationId: '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b', id: 'har-3107' };
const argon2id = `$argon2id$v=19$m=19456,t=2,p=1$${'c'.repeat(22)}$${'d'.repeat(43)}`;

/** What other products store, too: with and without `$`, at the end as well. */
const forms = [argon2id, `$2b$10$${'e'.repeat(53)}`, '{SSHA}MDEyMzQ1Njc4OWFiY2RlZg==', 'pbkdf2_sha256$1000$salt$', 'x'];

describe('the pepper', () => {
  const pepper = createPepper({ first: one, all: [one, two] });

  it('gives back every form of a hash, for its account', () => {
    for (const hash of forms) {
      const stored = pepper.seal(hash, harry);
      assert.equal(pepper.open(stored, harry), hash);
      assert.equal(pepperKeyOf(stored), pepperKeyId(one));
    }
  });

  it('leaves readable how a hash was made, and nothing of what it came to', () => {
    const stored = pepper.seal(argon2id, harry);
    assert.match(stored, /^\$pepper\$[\da-f]{8}\$\$argon2id\$v=19\$m=19456,t=2,p=1\$c{22}\$[\w-]{100}$/);
    assert.doesNotMatch(stored, /d{5}/);
    assert.notEqual(pepper.seal(argon2id, harry), stored);
  });

  it('opens nothing for another account, in another organization, or after a bit was changed', () => {
    const stored = pepper.seal(argon2id, harry);
    const moved = [
      pepper.open(stored, { ...harry, id: 'ron-3107' }),
      pepper.open(stored, { ...harry, organizationId: 'other' }),
    ];
    assert.deepEqual(moved, [stored, stored]);
    for (const changed of [stored.replace('t=2', 't=3'), `${stored.slice(0, -1)}${stored.endsWith('A') ? 'B' : 'A'}`])
      assert.equal(pepper.open(changed, harry), changed);
  });

  it('opens what an earlier key has sealed, and seals it with the first one', () => {
    const before = createPepper({ first: two, all: [two] }).seal(argon2id, harry);
    assert.equal(pepper.open(before, harry), argon2id);
    assert.equal(pepperKeyOf(pepper.seal(pepper.open(before, harry), harry)), pepperKeyId(one));
  });

  it('leaves alone what it cannot open, however often it is stored', () => {
    const before = createPepper({ first: two, all: [two] }).seal(argon2id, harry);
    const without = createPepper({ first: one, all: [one] });
    assert.equal(without.open(before, harry), before);
    assert.equal(without.seal(before, harry), before);
    assert.ok(isSealedHash(before));
  });

  it('without a key to seal with opens as before, and stores hashes as they are', () => {
    const off = createPepper({ first: undefined, all: [one] });
    assert.equal(off.seal(argon2id, harry), argon2id);
    assert.equal(off.open(pepper.seal(argon2id, harry), harry), argon2id);
    assert.equal(createPepper({ first: undefined, all: [] }), noPepper);
  });

  it('names its keys by what is the same in every process, and tells nothing of them', () => {
    assert.match(pepperKeyId(one), /^[\da-f]{8}$/);
    assert.notEqual(pepperKeyId(one), pepperKeyId(two));
    assert.deepEqual([...pepper.opens], [pepperKeyId(one), pepperKeyId(two)]);
    assert.equal(pepper.seals, pepperKeyId(one));
  });
});
