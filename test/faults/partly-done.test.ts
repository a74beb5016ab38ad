import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { temporaryFolder } from '../support/folder.ts';
import { gatehouse as run } from '../support/process.ts';
import { lacksSmallDisks, SmallDisk } from '../support/small-disk.ts';
import { copyExampleData } from '../support/store.ts';

// A command that writes in several transactions has done a part of its work when the disk is full.

// The lines of the progress, every five seconds, may be before it.
const full = /^gatehouse: The disk of \S+gatehouse\.db is full: .*, and try again\. /m;

/** A folder that is a small disk, and another one with a store of the example world. */
async function smallDisk(kibibytes: number) {
  const opened = new AsyncDisposableStack();
  const folder = opened.use(await temporaryFolder()).path;
  const elsewhere = opened.use(await temporaryFolder()).path;
  const disk = opened.use(await SmallDisk.on(folder, kibibytes));
  const data = await copyExampleData(join(elsewhere, 'data'));
  return { disk, folder, elsewhere, data, [Symbol.asyncDispose]: () => opened.disposeAsync() };
}

/** What is in a store that nobody writes, looked at in a copy: this may need room. */
function countIn(folder: string, into: string, table: string): number {
  cpSync(folder, into, { recursive: true });
  const db = new DatabaseSync(join(into, 'gatehouse.db'));
  const counted = db.prepare(`select count(*) as count from ${table}`).get();
  db.close();
  return Number(counted?.count);
}

describe('a command that has done a part of its work when the disk is full', { skip: lacksSmallDisks }, () => {
  it('import: says how many rows were done, and how to go on', async () => {
    await using at = await smallDisk(24 * 1024);
    cpSync(at.data, at.disk.path('data'), { recursive: true });
    const before = countIn(at.data, join(at.elsewhere, 'before'), 'users');
    const rows = Array.from({ length: 20_000 }, (_, n) => `user${n},user${n}@example.org,Name${n},Surname${n}\n`);
    const csv = join(at.elsewhere, 'people.csv');
    writeFileSync(csv, `userName,email,name,surname\n${rows.join('')}`);
    const args = ['import', csv, '--organization', 'Hogwarts', '--data', join(at.folder, 'data')];
    const { code, stderr } = await run(args, { prefix: at.disk.prefix });
    assert.equal(code, 1);
    const created = countIn(at.disk.path('data'), join(at.elsewhere, 'after'), 'users') - before;
    assert.ok(created > 0, 'the disk is too small for one batch');
    assert.match(stderr, full);
    assert.doesNotMatch(stderr, /nothing was changed/);
    assert.match(stderr, new RegExp(` ${created} rows were done\\. Give the command again to go on\\.\\n$`));
  });

  it('store copy: says that it goes on where it was', async () => {
    await using at = await smallDisk(1024);
    const args = ['store', 'copy', '--from', at.data, '--to', join(at.folder, 'copy')];
    const { code, stderr } = await run(args, { prefix: at.disk.prefix });
    assert.equal(code, 1);
    assert.match(stderr, full);
    assert.match(stderr, /try again\. Give the command again to go on\.\n$/);
  });

  it('audit archive: says that the file is to be kept', async () => {
    await using at = await smallDisk(24 * 1024);
    cpSync(at.data, at.disk.path('data'), { recursive: true });
    at.disk.leave(100);
    const file = join(at.elsewhere, 'archive.jsonl.gz');
    const args = ['--data', join(at.folder, 'data'), '--before', new Date().toISOString()];
    const { prefix } = at.disk;
    const { code, stdout, stderr } = await run(['audit', 'archive', '--file', file, ...args], { prefix });
    assert.equal(code, 1);
    assert.match(stdout, /^Host /, 'the disk is too small for one log');
    assert.match(stderr, full);
    assert.ok(stderr.includes(`try again. Keep ${file}: it may hold entries that are nowhere else.`), stderr);

    at.disk.makeRoom();
    const rest = await run(['audit', 'archive', '--file', join(at.elsewhere, 'rest.gz'), ...args], { prefix });
    assert.match(rest.stdout, /^Hogwarts /m, rest.stderr);
    const verified = await run(['audit', 'verify', '--data', join(at.folder, 'data')], { prefix });
    assert.equal(verified.code, 0, verified.stderr);
  });
});
