import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Digests } from './digests.ts';

describe('digests', () => {
  it('tell texts that were added from others by the thousand', () => {
    const digests = new Digests();
    const texts = Array.from({ length: 20_000 }, (_, n) => `person-${n}`);
    assert.ok(texts.every((text) => digests.add(text)));
    assert.equal(digests.add('person-7'), false);
    assert.equal(digests.size, texts.length);
    assert.ok(texts.every((text) => digests.has(text)));
    assert.ok(texts.every((text) => !digests.has(`${text}x`)));
  });
});
