import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ApplicationSecret, findSecret, hashSecret, matchesSecret, newSecret } from './application.ts';

const stored = (secret: string, expiresAt: number | null = null): ApplicationSecret => ({
  ...{ hash: hashSecret(secret), description: null, createdAt: 0, expiresAt },
});

describe('a secret of an application', () => {
  it('is 43 characters that no shell or URL alters, and another one each time', () => {
    const made = Array.from({ length: 100 }, newSecret);
    for (const secret of made) assert.match(secret, /^[\w-]{43}$/);
    assert.equal(new Set(made).size, made.length);
  });

  it('cannot be read from what is stored of it', () => {
    const secret = newSecret();
    assert.ok(!hashSecret(secret).includes(secret.slice(0, 8)));
    assert.equal(hashSecret(secret), hashSecret(secret));
  });

  it('is right when it is any of those that are stored', () => {
    const [one, two, three] = [newSecret(), newSecret(), newSecret()] as const;
    for (const secret of [one, two, three]) {
      assert.equal(matchesSecret(secret, [stored(one), stored(two), stored(three)], 0), true);
    }
    assert.equal(matchesSecret(one, [stored(two), stored(three)], 0), false);
    assert.equal(matchesSecret(one, [], 0), false);
  });

  it('is right until the moment at which it expires', () => {
    const secret = newSecret();
    assert.deepEqual(
      [998, 999, 1000, 1001].map((now) => matchesSecret(secret, [stored(secret, 1000)], now)),
      [true, true, false, false],
    );
  });

  it('is right when it is stored twice and one of them has expired, in either order', () => {
    const secret = newSecret();
    const [over, good] = [stored(secret, 1), stored(secret)];
    assert.deepEqual(
      [[over, good], [good, over], [over]].map((secrets) => matchesSecret(secret, secrets, 1000)),
      [true, true, false],
    );
    for (const secrets of [
      [over, good],
      [good, over],
    ]) {
      assert.equal(findSecret(secret, secrets, 1000), good);
    }
  });

  it('is known also when it has expired, which is no reason to take it', () => {
    const secret = newSecret();
    const [over, other] = [stored(secret, 1), stored(newSecret())];
    assert.equal(findSecret(secret, [other, over], 1000), over);
    assert.equal(findSecret(newSecret(), [other, over], 1000), undefined);
  });

  it('is wrong for what is not exactly it, whatever was stored', () => {
    const secret = newSecret();
    const wrong = ['', ` ${secret}`, `${secret} `, secret.toUpperCase(), secret.slice(0, -1), hashSecret(secret)];
    for (const presented of wrong) assert.equal(matchesSecret(presented, [stored(secret)], 0), false, presented);
    fc.assert(
      fc.property(fc.string(), fc.string(), (one, other) => {
        assert.equal(matchesSecret(one, [stored(other)], 0), one === other);
        // A hash of another length, as an earlier version might have left, matches nothing and does not throw.
        assert.equal(matchesSecret(one, [{ ...stored(other), hash: other }], 0), false);
      }),
    );
  });
});
