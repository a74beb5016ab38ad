import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { listIn, listText } from './list.ts';

describe('a list in a cell', () => {
  it('has texts between commas, and those in quotes are whole', () => {
    const lists: readonly (readonly [cell: string, texts: readonly string[]])[] = [
      ['a, b', ['a', 'b']],
      ['a, "b, c" ,d', ['a', 'b, c', 'd']],
      ['" ""b"", c","d"', ['"b", c', 'd']],
      ['"b",, c,', ['b', 'c']],
      ['', []],
    ];
    for (const [cell, texts] of lists) assert.deepEqual(listIn(cell), texts, cell);
  });

  it('may have quotes that are part of a text', () => {
    assert.deepEqual(listIn('the "b", c'), ['the "b"', 'c']);
    assert.deepEqual(listIn('"b" team, c'), ['"b" team', 'c']);
    assert.deepEqual(listIn('"b, c'), ['"b', 'c']);
  });

  it('may have another separator', () => {
    assert.deepEqual(listIn('a, b / "c / d"/', '/'), ['a, b', 'c / d']);
  });

  it('is read as it was written, whatever the texts are', () => {
    const text = fc.string({ unit: fc.constantFrom('"', ',', ' ', 'a', "'"), maxLength: 8 });
    const texts = fc.array(text.map((one) => one.trim()).filter((one) => one !== ''));
    fc.assert(fc.property(texts, (all) => assert.deepEqual(listIn(listText(all)), all)));
  });

  it('is read in a time that grows as it does', () => {
    for (const piece of ['"a,', '"a"",', '""', '","', '" ', '"a" ,']) {
      const since = performance.now();
      listIn(piece.repeat(200_000));
      assert.ok(performance.now() - since < 2000, piece);
    }
  });
});
