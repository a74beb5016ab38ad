import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/** What a process with a bounded heap says about it, in MiB. */
async function measured(what: 'young' | 'quiet', quietMs: number): Promise<number> {
  const fixture = fileURLToPath(import.meta.resolve('./heap-bounds.fixture.ts'));
  const { stdout } = await promisify(execFile)(process.execPath, ['--expose-gc', fixture, what, String(quietMs)]);
  return Number(stdout) / 1024 / 1024;
}

describe('a bounded heap', () => {
  it('has a small young generation, however much survives', async () => {
    const most = await measured('young', 60_000);
    assert.ok(most > 1 && most <= 64, `${most} MiB`);
  });

  it('is collected when nothing happens any more', async () => {
    const used = await measured('quiet', 50);
    assert.ok(used < 30, `${used} MiB`);
  });
});
