import assert from 'node:assert/strict';
import { it } from 'node:test';
import { sharedText } from './shared-text.ts';

const textAt = (prefix: string) =>
  JSON.stringify({ at: `x${prefix}/y`, above: prefix.replace(/\/[^/]*$/, ''), no: 'ä' });

it('a text is the same under every prefix but for the prefix, and its pieces are shared', () => {
  let made = 0;
  const pieces = sharedText((prefix) => {
    made += 1;
    return textAt(prefix);
  });
  for (const prefix of ['/identity', '/Acme/identity_', '/a/b/identity', '/a"\\/identity', '/$&/identity']) {
    assert.equal(Buffer.concat(pieces(prefix)).toString(), textAt(prefix), prefix);
  }
  assert.equal(made, 1);
  assert.equal(pieces('/a')[0], pieces('/b')[0]);
});
