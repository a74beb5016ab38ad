import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { containsAny } from './context-words.ts';
import { generatePassword } from './generate.ts';
import { defaultComplexity } from './policy.ts';

describe('a password that is generated', () => {
  it('keeps every rule about letters that an organization can have, and has none that looks like another', () => {
    for (let count = 0; count < 200; count += 1) {
      const password = generatePassword();
      assert.match(password, /^(?:[A-HJ-NP-Za-km-z2-9]{4}-){4}[A-HJ-NP-Za-km-z2-9]{4}$/);
      for (const kind of [/[A-Z]/, /[a-z]/, /\d/]) assert.match(password, kind);
    }
  });

  it('is as long as it has to be', () => {
    for (const least of [1, 24, 25, 100, 256]) {
      const password = generatePassword({ ...defaultComplexity, minimumLength: least });
      assert.ok(password.length >= least && password.length < Math.max(25, least + 5), `${least}: ${password}`);
    }
  });

  it('has none of the words in it that it must not have', () => {
    const words = ['abc', ...Array.from('defghijkmnpqrstuvwxyz')];
    for (let count = 0; count < 5; count += 1) {
      const password = generatePassword(defaultComplexity, words);
      assert.ok(!containsAny(password, words), password);
    }
  });

  it('is another one each time', () => {
    assert.equal(new Set(Array.from({ length: 200 }, () => generatePassword())).size, 200);
  });
});
