import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Header, type HeaderData } from 'tar';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { serve } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';

// A backup of a running server, and what becomes of it: the drill of docs/operations.md.

async function backUp(data: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand(['backup', ...args, '--data', data]);
  assert.equal(code, 0, stderr);
  return stdout;
}

/** With another byte at the place, or at the first one behind it that makes a difference: runs can be packed in several ways. */
function damaged(good: Buffer, place: number): Buffer {
  const bad = Buffer.from(good);
  bad[place] = good[place] === 7 ? 8 : 7;
  return unpacked(bad)?.equals(gunzipSync(good)) ? damaged(good, place + 1) : bad;
}

function unpacked(file: Buffer): Buffer | undefined {
  try {
    return gunzipSync(file);
  } catch {
    return undefined;
  }
}

describe('a backup of a running server', () => {
  it('that was changed or cut short anywhere is refused, and leaves the folder empty', async () => {
    await using folder = await temporaryFolder();
    const [data, file] = ['data', 'backup.tar.gz'].map((name) => join(folder.path, name)) as [string, string];
    await copyExampleData(data);
    await backUp(data, file, '--with-key');
    const good = await readFile(file);
    const other = join(folder.path, 'other');
    const damages = [
      good.subarray(0, good.length / 2),
      good.subarray(0, good.length - 4096),
      Buffer.alloc(0),
      Buffer.from('no backup at all'),
      ...[0.1, 0.5, 0.9].map((where) => damaged(good, Math.floor(good.length * where))),
    ];
    for (const [index, bytes] of damages.entries()) {
      const bad = join(folder.path, `bad-${index}.tar.gz`);
      await writeFile(bad, bytes);
      const { code, stderr } = await runCommand(['restore', bad, '--data', other]);
      assert.equal(code, 1, `damage ${index}`);
      assert.match(stderr, /^gatehouse: .*(damaged|not a backup)[^\n]*\n$/, `damage ${index}`);
      assert.deepEqual(
        (await readdir(other)).filter((name) => name !== 'gatehouse.lock'),
        [],
      );
    }
  });

  it('that says to be larger than the disk, or leads elsewhere, is refused before anything of it is written', async () => {
    await using folder = await temporaryFolder();
    const data = join(folder.path, 'data');
    const refusalOf = async (header: HeaderData) => {
      const head = Buffer.alloc(512);
      new Header({ path: 'gatehouse.db', mode: 0o600, ...header }).encode(head);
      const file = join(folder.path, 'forged.tar.gz');
      await writeFile(file, gzipSync(Buffer.concat([head, Buffer.alloc(1024 * 1024)])));
      const { code, stderr } = await runCommand(['restore', file, '--data', data]);
      assert.equal(code, 1, stderr);
      assert.deepEqual(
        (await readdir(data)).filter((name) => name !== 'gatehouse.lock'),
        [],
      );
      return stderr;
    };
    assert.match(await refusalOf({ type: 'File', size: 2 ** 50 }), /needs more room than there is in /);
    for (const type of ['SymbolicLink', 'Link'] as const) {
      assert.match(
        await refusalOf({ type, linkpath: '/dev/zero', size: 0 }),
        /is not a backup of Gatehouse: it holds no/,
      );
    }
  });

  it('whose audit log somebody without the installation key has shortened is refused', async () => {
    await using folder = await temporaryFolder();
    const [data, other, file] = ['data', 'other', 'backup.tar.gz'].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ];
    await copyExampleData(data);
    const store = new DatabaseSync(join(data, 'gatehouse.db'));
    const id = store.prepare('select organization_id as id from audit_heads where sequence > 1').get()?.id as string;
    store
      .prepare(`update audit_heads set (sequence, hash) = (select sequence, hash from audit_entries
        where organization_id = :id and sequence = 1) where organization_id = :id`)
      .run({ id });
    store.prepare('delete from audit_entries where organization_id = :id and sequence > 1').run({ id });
    store.close();
    await backUp(data, file, '--with-key');
    const { code, stderr } = await runCommand(['restore', file, '--data', other]);
    assert.equal(code, 1);
    assert.match(stderr, /The audit log in the backup is broken: entry 1 of \S+ is forged/);
  });

  it('overwrites nothing, and is not restored into a folder that is in use', async () => {
    await using folder = await temporaryFolder();
    const [data, file] = ['data', 'backup.tar.gz'].map((name) => join(folder.path, name)) as [string, string];
    await copyExampleData(data);
    const server = await serve(['--data', data]);
    await backUp(data, file, '--with-key');
    const again = await runCommand(['backup', file, '--data', data]);
    assert.equal(again.code, 1);
    assert.match(again.stderr, /exists already/);
    assert.match((await runCommand(['restore', file, '--data', data])).stderr, /Another Gatehouse process/);
    assert.equal(await server.end('SIGKILL'), null);
    const leftOver = await runCommand(['restore', file, '--data', data]);
    assert.equal(leftOver.code, 1);
    assert.match(leftOver.stderr, /holds gatehouse\.db.*empty folder only/);
  });

  it('is not made of a store that is damaged', async () => {
    await using folder = await temporaryFolder();
    const [data, file] = ['data', 'backup.tar.gz'].map((name) => join(folder.path, name)) as [string, string];
    await copyExampleData(data);
    const store = join(data, 'gatehouse.db');
    const bytes = await readFile(store);
    for (let page = 20; page * 4096 < bytes.length; page += 3) bytes.fill(0xff, page * 4096, page * 4096 + 2048);
    await writeFile(store, bytes);
    const { code, stderr } = await runCommand(['backup', file, '--data', data]);
    assert.equal(code, 1);
    assert.match(stderr, /The store is damaged|cannot be copied/);
    assert.deepEqual((await readdir(folder.path)).sort(), ['data']);
  });
});
