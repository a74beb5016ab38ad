import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { equalInConstantTime } from './constant-time.ts';

describe('the comparison in constant time', () => {
  it('tells texts apart by every letter and by their length', () => {
    assert.equal(equalInConstantTime('secret', 'secret'), true);
    assert.equal(equalInConstantTime('', ''), true);
    for (const other of ['secreT', 'Secret', 'secre', 'secrets', ''])
      assert.equal(equalInConstantTime('secret', other), false);
  });

  it('compares the bytes of texts that are as long and take more bytes', () => {
    assert.equal(equalInConstantTime('é', 'e'), false);
    assert.equal(equalInConstantTime('é', 'é'), true);
  });
});
