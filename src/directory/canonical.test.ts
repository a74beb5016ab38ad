import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { canonical } from './canonical.ts';

/** Every character that Unicode knows but ideographs, which have neither case nor accents. */
const every = Array.from({ length: 0x110000 }, (_, code) => String.fromCodePoint(code)).filter((character) =>
  /[^\p{Cn}\p{Co}\p{Unified_Ideograph}]/u.test(character),
);
const isAscii = (text: string) => !/[^\0-\x7f]/.test(text);
const letters = [...'Aaßẞıiİ\u0307ſsKkÅåéE\u0301\u0345ᾳᾼαΣσςϴθǅǆ \n', '\u212a', '\u212b', '\ud83d'];

/** Those for which something is not so. */
const exceptions = (is: (letter: string) => boolean) => every.filter((letter) => !is(letter));

describe('the form in which names are compared', () => {
  it('leaves piles of accents in pieces, and is the same of what it was made of', () => {
    for (const piled of [
      `a${'\u0301\u0316'.repeat(16)}`,
      `a${'\u0345\u0316'.repeat(16)}`,
      `e\u0301 ${'\u0f81'.repeat(40)}`,
    ])
      assert.equal(canonical(canonical(piled)), canonical(piled), piled);
    assert.equal(canonical(`e${'\u0301\u0316'.repeat(16)}`), `E${'\u0301\u0316'.repeat(16)}`);
  });

  it('is the same in any letter case, with accents in one piece or two, and whatever the blanks around', () => {
    for (const [one, other] of [
      ['dave', ' \u00a0DAVE\t'],
      ['Managé', 'managé'.normalize('NFD')],
      ['İbrahim', 'İbrahim'.toLowerCase()],
      ['straße', 'STRAẞE'],
      ['Σίσυφος', 'ΣΊΣΥΦΟΣ'],
      ['дарья', 'ДАРЬЯ'],
      ['𐐨', '𐐀'],
    ] as const) {
      assert.equal(canonical(one), canonical(other), one);
    }
  });

  it('tells apart what only looks or sounds alike', () => {
    for (const [one, other] of [
      ['straße', 'strasse'],
      ['ılker', 'ilker'],
      ['meſſage', 'message'],
      ['\u212aelvin', 'Kelvin'],
      ['ﬁnn', 'finn'],
      ['dave', 'da ve'],
    ] as const) {
      assert.notEqual(canonical(one), canonical(other), one);
    }
  });

  it('never makes ASCII of a character that is none', () => {
    assert.deepEqual(
      exceptions((letter) => isAscii(letter) || letter.trim() === '' || !isAscii(canonical(letter))),
      [],
    );
  });

  it('is its own form, and that of every letter in lower case', () => {
    assert.deepEqual(
      exceptions((letter) => canonical(canonical(letter)) === canonical(letter)),
      [],
    );
    const lowerOf = (letter: string) => {
      const lower = letter.toLowerCase();
      return [...lower].length === 1 && isAscii(lower) === isAscii(letter) ? lower : letter;
    };
    assert.deepEqual(
      exceptions((letter) => canonical(lowerOf(letter)) === canonical(letter)),
      [],
    );
  });

  it('is that of capitals, where a letter has one', () => {
    const capitalOf = (letter: string) => {
      const capital = letter.toUpperCase();
      return [...capital].length === 1 && isAscii(capital) === isAscii(letter) ? capital : letter;
    };
    assert.deepEqual(
      exceptions((letter) => canonical(capitalOf(letter)) === canonical(letter)),
      [],
    );
  });

  it('is its own form, and that of either spelling, for any text', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: fc.constantFrom(...letters) }),
      fc.string({ unit: fc.constantFrom(...every.filter((letter) => /\p{M}/u.test(letter)), ...letters) }),
    );
    fc.assert(
      fc.property(text, (name) => {
        assert.equal(canonical(canonical(name)), canonical(name));
        if (/[\u037e\u1fef\u212a]/.test(name)) return;
        assert.equal(canonical(name.normalize('NFD')), canonical(name));
      }),
      { numRuns: 5000 },
    );
  });
});
