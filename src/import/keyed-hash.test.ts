import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyedHash } from './keyed-hash.ts';

test('the hash is the one of the reference implementation', () => {
  // Of the bytes 00, 01, 02, …, with the key 00 to 07.
  const key = [0x03020100, 0x07060504] as const;
  const vectors = { '': '218d1f59b9b83cc8', '\u0100': '064f39ef7c50eb57', '\u0100\u0302': 'd5e78a175be52ea1' };
  for (const [text, expected] of Object.entries(vectors)) {
    const result = new Int32Array(2);
    keyedHash(text, result, key);
    assert.equal(Buffer.from(result.buffer).toString('hex'), expected);
  }
});
