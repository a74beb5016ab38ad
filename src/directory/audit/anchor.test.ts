import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { readAnchor, spellAnchor } from './anchor.ts';

const hash = 'a1'.repeat(32);

describe('an anchor that was written down', () => {
  it('is read again as it was', () => {
    const organizationId = fc.stringMatching(/^[^\s:]+$/);
    const sequence = fc.integer({ min: 1, max: 999_999_999_999_999 });
    fc.assert(
      fc.property(organizationId, sequence, fc.stringMatching(/^[0-9a-f]{64}$/), (id, number, digest) => {
        const anchor = { organizationId: id, sequence: number, hash: digest };
        assert.deepEqual(readAnchor(` ${spellAnchor(anchor)}\n`), anchor);
      }),
    );
    assert.deepEqual(readAnchor('school:0:'), { organizationId: 'school', sequence: 0, hash: '' });
  });

  it('is none when anything is missing or too much', () => {
    for (const text of [
      '',
      'school',
      'school:1:',
      `school:0:${hash}`,
      `:1:${hash}`,
      `school:-1:${hash}`,
      `school:1.5:${hash}`,
      `school:1e3:${hash}`,
      `school:${'1'.repeat(16)}:${hash}`,
      `school:1:${hash}0`,
      `school:1:${hash.slice(1)}`,
      `school:1:${hash.toUpperCase()}`,
      `school:1:${hash} again`,
      `sch ool:1:${hash}`,
      `a:b:1:${hash}`,
    ]) {
      assert.equal(readAnchor(text), undefined, text);
    }
  });
});
