import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { useFolder } from '../../test/support/folder.ts';

describe('a temporary folder', () => {
  const beside = useFolder();

  it('is not taken for left by others that make theirs at the same moment', async () => {
    const one = async () => {
      const workerData = { beside, longestMs: 2000 };
      const [lost] = await once(new Worker(new URL('./folder.fixture.ts', import.meta.url), { workerData }), 'message');
      return lost as number;
    };
    assert.deepEqual(await Promise.all([one(), one(), one()]), [0, 0, 0]);
    assert.deepEqual(readdirSync(beside), []);
  });
});
