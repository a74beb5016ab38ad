import assert from 'node:assert/strict';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readAnchorsFile, writeAnchorsFile } from './anchors-file.ts';

const anchor = { organizationId: '6f0d0a0c-6f0a-4a53-8d86-1c7d7c3c9f11', sequence: 3, hash: 'a'.repeat(64) };

describe('a file of anchors', () => {
  it('is on the disk before it replaces the former one: an empty file would count as one without anchors', (t) => {
    const folder = fs.mkdtempSync(join(tmpdir(), 'gatehouse-anchors-'));
    t.after(() => fs.rmSync(folder, { recursive: true }));
    const file = join(folder, 'anchors');
    writeAnchorsFile(file, [anchor], 0);
    const calls: string[] = [];
    for (const name of ['fsyncSync', 'renameSync'] as const) {
      const call = fs[name] as (...parameters: unknown[]) => void;
      t.mock.method(fs, name, (...parameters: unknown[]) => {
        calls.push(name);
        call(...parameters);
      });
    }
    syncBuiltinESMExports();
    t.after(() => {
      t.mock.restoreAll();
      syncBuiltinESMExports();
    });

    writeAnchorsFile(file, [{ ...anchor, sequence: 4 }], 0);

    assert.deepEqual(readAnchorsFile(file), [{ ...anchor, sequence: 4 }]);
    assert.deepEqual(calls, ['fsyncSync', 'renameSync', ...(process.platform === 'win32' ? [] : ['fsyncSync'])]);
  });
});
