import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { migrate } from '../migrate.ts';
import { type Connection, openStore } from '../open.ts';
import { checkAtStart } from './start-check.ts';
import { StoreWatch } from './watch.ts';

describe('the check of a large store after an end that was not clean', () => {
  let folder: string;
  let file: string;
  let db: Connection;
  const lines: string[] = [];
  const write = (_fields: object, message: string) => lines.push(message);
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'gatehouse-check-'));
    file = join(folder, 'gatehouse.db');
    db = openStore(file); // As long as it is open, there is a write-ahead log.
    await migrate(db);
  });
  after(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true });
  });

  it('goes on beside the server, which is not ready until it has ended', async () => {
    await using check = await checkAtStart(file, { patienceMs: 0, longestMs: 60_000 });
    assert.ok(check);
    await using watch = new StoreWatch(file, { info: write, error: write });
    watch.begin();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const awaited = watch.await({ verdict: ended.then(() => check.verdict) });
    assert.equal(await watch.check(), 'checking');
    end();
    await awaited;
    assert.equal(await watch.check(), undefined);
    assert.equal(lines.at(-1), 'the store is whole');
  });

  it('ends after a time at the latest, and with the server', async () => {
    await using short = await checkAtStart(file, { patienceMs: 0, longestMs: 20 });
    assert.equal(await short?.verdict, 'unfinished');
    const check = await checkAtStart(file, { patienceMs: 0, longestMs: 60_000 });
    await check?.[Symbol.asyncDispose]();
    assert.equal(await check?.verdict, 'stopped');
  });

  it('lets nothing start on a store that cannot be read', async () => {
    const unreadable = join(folder, 'unreadable.db');
    mkdirSync(unreadable);
    writeFileSync(`${unreadable}-wal`, 'something');
    await assert.rejects(checkAtStart(unreadable, { patienceMs: 60_000, longestMs: 60_000 }), /disk I\/O error/);
  });

  it('makes of a damaged store one that is not ready any more', async () => {
    const damaged = join(folder, 'damaged.db');
    writeFileSync(damaged, 'not a database, though long enough to be taken for one'.repeat(100));
    writeFileSync(`${damaged}-wal`, 'something');
    await using check = await checkAtStart(damaged, { patienceMs: 0, longestMs: 60_000 });
    assert.ok(check);
    await using watch = new StoreWatch(damaged, { info: write, error: write });
    await watch.await(check);
    assert.equal(await watch.check(), 'corrupt');
    assert.equal(lines.at(-1), 'the store is damaged: restore a backup');
  });

  it('is left out after a clean end', async () => {
    assert.equal(await checkAtStart(join(folder, 'nothing.db')), undefined);
  });
});
