import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../../test/support/folder.ts';
import { writeArchive } from './archive-file.ts';

describe('the file of an archive', () => {
  it('leaves no draft behind when the store fails, and does not blame the file', async () => {
    await using folder = await temporaryFolder();
    const fault = Object.assign(new Error('terminating connection'), { code: '57P01' });
    const lines = async function* () {
      yield { archive: { version: 1, before: '2026-01-01T00:00:00.000Z', at: '2026-01-02T00:00:00.000Z' } } as const;
      throw fault;
    };
    await assert.rejects(writeArchive(join(folder.path, 'audit.jsonl.gz'), lines()), (error) => error === fault);
    assert.deepEqual(await readdir(folder.path), []);
  });
});
