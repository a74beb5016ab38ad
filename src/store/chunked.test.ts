import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { chunked, idsPerStatement } from './chunked.ts';
import { containing } from './like.ts';

describe('a question about many ids', () => {
  it('is asked in portions, of each id once, and answered as a whole', async () => {
    const ids = Array.from({ length: 2 * idsPerStatement + 1 }, (_, index) => `id-${index}`);
    const asked: number[] = [];
    const found = await chunked([...ids, ...ids], async (portion) => {
      asked.push(portion.length);
      return portion.map((id) => id.toUpperCase());
    });
    assert.deepEqual(asked, [idsPerStatement, idsPerStatement, 1]);
    assert.deepEqual(
      found,
      ids.map((id) => id.toUpperCase()),
    );
  });

  it('is not asked at all about none', async () => {
    assert.deepEqual(await chunked([], () => Promise.reject(new Error('It was asked.'))), []);
  });
});

describe('the pattern of whatever contains a text', () => {
  it('finds the text and nothing that is only like it, whatever is in it', () => {
    const db = new DatabaseSync(':memory:');
    const like = db.prepare(`select ? like ? escape '\\' as found`);
    const found = (text: string, part: string) => like.get(text, containing(part))?.found === 1;
    for (const [text, part, expected] of [
      ['100%', '0%', true],
      ['1000', '0%', false],
      ['a_b', '_', true],
      ['ab', '_', false],
      ['a\\b', '\\', true],
      ['ab', '\\', false],
      ['anything', '', true],
    ] as const) {
      assert.equal(found(text, part), expected, `${part} in ${text}`);
    }
    const letters = fc.string({ unit: fc.constantFrom(...'ab%_\\') });
    fc.assert(fc.property(letters, letters, (text, part) => assert.equal(found(text, part), text.includes(part))));
    db.close();
  });
});
