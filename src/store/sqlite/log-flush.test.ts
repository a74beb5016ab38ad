import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { LogFlush } from './log-flush.ts';

function temporaryLog() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-flush-'));
  const file = join(folder, 'store-wal');
  writeFileSync(file, 'commits');
  return { file, [Symbol.dispose]: () => rmSync(folder, { recursive: true }) };
}

describe('the flush of the write-ahead log', () => {
  it('serves with one everybody who has committed before it begins', async () => {
    using log = temporaryLog();
    await using flushes = new LogFlush(log.file);
    const first = flushes.flush();
    const later = [flushes.flush(), flushes.flush()];
    assert.equal(later[0], later[1]);
    assert.notEqual(later[0], first);
    await Promise.all([first, ...later]);
    assert.equal(flushes.failure, undefined);
  });

  it('confirms nothing any more once the disk has not confirmed something', async () => {
    await using flushes = new LogFlush('/dev/null'); // Which cannot be flushed.
    const waiting = [flushes.flush(), flushes.flush()];
    for (const one of waiting) await assert.rejects(one, /EINVAL/);
    await assert.rejects(flushes.flush(), /EINVAL/);
    assert.match(String(flushes.failure), /EINVAL/);
  });

  it('asks again when it found no log, or had no descriptor for it: the disk was not asked', async () => {
    using log = temporaryLog();
    const file = `${log.file}-later`;
    await using flushes = new LogFlush(file);
    for (const one of [flushes.flush(), flushes.flush()]) await assert.rejects(one, /ENOENT/);
    writeFileSync(file, 'commits');
    await flushes.flush();
    assert.equal(flushes.failure, undefined);
  });

  it('closes the log when all flushes have ended that were asked for', async () => {
    using log = temporaryLog();
    const flushes = new LogFlush(log.file);
    const waiting = [flushes.flush(), flushes.flush()];
    await flushes[Symbol.asyncDispose]();
    await Promise.all(waiting);
    assert.equal(flushes.failure, undefined);
  });
});
