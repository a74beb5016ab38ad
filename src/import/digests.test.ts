import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Digests, digestOf } from './digests.ts';

describe('digests', () => {
  it('tell texts that were added from others by the thousand', () => {
    const digests = new Digests();
    const texts = Array.from({ length: 20_000 }, (_, n) => `person-${n}`);
    for (const text of texts) digests.add(digestOf(text));
    digests.add(digestOf('person-7'));
    assert.equal(digests.size, texts.length);
    assert.ok(texts.every((text) => digests.has(text)));
    assert.ok(texts.every((text) => !digests.has(`${text}x`)));
  });
});
