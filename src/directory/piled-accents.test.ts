import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasPiledAccents } from './piled-accents.ts';

describe('accents', () => {
  it('are piled up on a letter from the thirty-first on, wherever it stands', () => {
    for (const [text, isPiled] of [
      ['e\u0301', false],
      [`a${'\u0301'.repeat(30)}e${'\u0301'.repeat(30)}`, false],
      [`Zoe${'\u0301'.repeat(31)}l`, true],
      ['\u0301'.repeat(31), true],
    ] as const) {
      assert.equal(hasPiledAccents(text), isPiled, text);
    }
  });

  it('are also what becomes one when widths are made one', () => {
    const every = Array.from({ length: 0x110000 }, (_, code) => code)
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code));
    const becoming = every.filter((letter) => /^\p{M}+$/u.test(letter.normalize('NFKD')));
    assert.deepEqual(
      becoming.filter((letter) => !hasPiledAccents(letter.repeat(31))),
      [],
    );
    assert.ok(!hasPiledAccents('\uff76\uff9e'.repeat(40)), 'voiced letters in half width are not piled up');
  });
});
