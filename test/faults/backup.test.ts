import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, it } from 'node:test';
import { promisify } from 'node:util';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { BackupSchedule } from '../../src/backup/schedule.ts';
import { runCommand } from '../support/command.ts';
import { temporaryFolder } from '../support/folder.ts';
import { startGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { serve } from '../support/process.ts';
import { copyExampleData } from '../support/store.ts';
import { world } from '../support/world.ts';

// A backup of a running server, and what becomes of it: the drill of docs/operations.md.

const { userId, password } = { userId: world.harry.id, password: world.harry.password };

const start = async (data: string) => await startGatehouse({ data: await copyExampleData(data) });

async function changes(server: { readonly url: string }, oldPassword: string, newPassword: string): Promise<number> {
  const bearer = await token(server);
  return (await postChange(server, { bearer, userId }, { oldPassword, newPassword })).status;
}

async function backUp(data: string, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await runCommand(['backup', ...args, '--data', data]);
  assert.equal(code, 0, stderr);
  return stdout;
}

describe('a backup of a running server', () => {
  it('brings back everything that was acknowledged before it, and nothing that came later', async () => {
    await using folder = await temporaryFolder();
    const [data, other, file] = ['data', 'other', 'backup.tar.gz'].map((name) => join(folder.path, name)) as [
      string,
      string,
      string,
    ];
    const server = await start(data);
    assert.equal(await changes(server, password, 'before-the-backup-1'), 200);
    await backUp(data, file, '--with-key');
    assert.equal(await changes(server, 'before-the-backup-1', 'after-the-backup-1'), 200);
    await server.stop();

    const { code, stdout, stderr } = await runCommand(['restore', file, '--data', other]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /is restored to 20/);
    const restored = await startGatehouse({ data: other });
    assert.equal(await changes(restored, 'after-the-backup-1', 'x-and-y-and-z-1'), 400);
    assert.equal(await changes(restored, 'before-the-backup-1', 'after-the-restore-1'), 200);
    await restored.stop();
    const verified = await runCommand(['audit', 'verify', '--data', other]);
    assert.equal(verified.code, 0, verified.stdout);
    const store = new DatabaseSync(join(other, 'gatehouse.db'), { readOnly: true });
    const entries = store.prepare("SELECT details FROM audit_entries WHERE action = 'Restore'").all();
    store.close();
    assert.equal(entries.length, 1, 'the restoration is in the audit log');
  });

  it('is restored by the drill of the manual', async () => {
    await using folder = await temporaryFolder();
    const [DATA, BACKUPS] = ['data', 'backups'].map((name) => join(folder.path, name)) as [string, string];
    await mkdir(BACKUPS);
    const server = await start(DATA);
    const root = resolve(import.meta.dirname, '../..');
    const manual = await readFile(join(root, 'docs/operations.md'), 'utf8');
    const [, drill = ''] = /<!-- drill: begin -->\n```sh\n(.*?)```/s.exec(manual) ?? [];
    assert.match(drill, /restore/);
    const script = drill.replaceAll(/^node/gm, process.execPath);
    await promisify(execFile)('sh', ['-e', '-c', script], {
      cwd: root,
      env: { DATA, BACKUPS, PATH: process.env.PATH },
    });
    assert.deepEqual(await readdir(BACKUPS), []);
    await server.stop();
  });

  it('is made by the server itself when it is due', async () => {
    await using folder = await temporaryFolder();
    const [data, target] = ['data', 'backups'].map((name) => join(folder.path, name)) as [string, string];
    await mkdir(target);
    const server = await start(data);
    const said: string[] = [];
    const note = (_fields: object, message: string) => void said.push(message);
    await using schedule = new BackupSchedule({
      ...{
        data,
        breachedFilter: join(data, 'breached.filter'),
        folder: target,
        everyMs: 3600_000,
        keep: 1,
        recipient: await identityToRecipient(await generateIdentity()),
      },
      ...{ installationKey: undefined, log: { info: note, error: note } },
    });
    const now = Date.now();
    await schedule.run(now);
    const [first = ''] = await readdir(target);
    assert.match(first, /\.age$/);
    await schedule.run(now + 3000_000);
    assert.deepEqual(await readdir(target), [first]);
    await rename(join(target, first), join(target, 'gatehouse-2020-01-01T000000Z.tar.gz.age'));
    await schedule.run(now);
    assert.equal((await readdir(target)).length, 1, 'the older one is gone');
    const [renamed = ''] = await readdir(target);
    await rename(join(target, renamed), join(target, 'gatehouse-2020-01-01T000000Z.tar.gz.age'));
    // Made while the clock was wrong.
    const toCome = 'gatehouse-2999-01-01T000000Z.tar.gz';
    await writeFile(join(target, toCome), '');
    await schedule.run(now);
    const [second = '', ...others] = (await readdir(target)).sort();
    assert.match(second, /^gatehouse-20.*\.age$/);
    assert.deepEqual(others, [toCome], 'the one that was made is not deleted in place of it');
    await rm(target, { recursive: true });
    await schedule.run(now);
    assert.deepEqual(said, ['backup made', 'backup made', 'backup made', 'backup failed']);
    await server.stop();
  });

  it('is one state while accounts come and go', async () => {
    await using folder = await temporaryFolder();
    const [data, target] = ['data', 'backups'].map((name) => join(folder.path, name)) as [string, string];
    await mkdir(target);
    const server = await start(data);
    const bearer = await token(server);
    let isOver = false;
    const writing = (async () => {
      for (let count = 0; !isOver; count += 1) {
        const users = Array.from({ length: 50 }, (_, index) => ({ userName: `guest-${count}-${index}` }));
        const body = JSON.stringify({ partitionGlobalId: world.organization.id, groupIDs: [], users });
        const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' };
        await send(`${server.url}/identity/api/User/BulkCreate`, { method: 'POST', headers, body });
      }
    })();
    for (let count = 0; count < 3; count += 1) await backUp(data, join(target, `${count}.tar.gz`));
    isOver = true;
    await writing;
    await server.stop();
    for (const name of await readdir(target)) {
      const { code, stderr } = await runCommand(['backup', 'verify', join(target, name)]);
      assert.equal(code, 0, stderr);
    }
  });

  it('can be opened with tar, and holds the installation key only when it is told to', async () => {
    await using folder = await temporaryFolder();
    const [data, file] = ['data', 'backup.tar.gz'].map((name) => join(folder.path, name)) as [string, string];
    await copyExampleData(data);
    await backUp(data, file);
    const { stdout } = await promisify(execFile)('tar', ['--list', '--gzip', '--file', file]);
    assert.deepEqual(stdout.trim().split('\n'), ['manifest.json', 'gatehouse.db']);
    assert.equal((await stat(file)).mode & 0o077, 0);
    const other = join(folder.path, 'other');
    const without = await runCommand(['restore', file, '--data', other]);
    assert.equal(without.code, 1);
    assert.match(without.stderr, /The installation key is not in .*--installation-key-file/);
    const key = join(data, 'installation.key');
    assert.equal((await runCommand(['restore', file, '--data', other, '--installation-key-file', key])).code, 0);
    assert.equal(await (await serve(['--data', other])).end('SIGTERM'), 0);
    const foreign = join(folder.path, 'foreign.key');
    await writeFile(foreign, `${Buffer.alloc(32, 1).toString('base64')}\n`, { mode: 0o600 });
    const wrong = await runCommand([
      'restore',
      file,
      '--data',
      join(folder.path, 'third'),
      '--installation-key-file',
      foreign,
    ]);
    assert.equal(wrong.code, 1);
    assert.match(wrong.stderr, /not the one that .* was made with/);
  });

  it('is opened by whom it was encrypted for, and by nobody else', async () => {
    await using folder = await temporaryFolder();
    const path = (name: string) => join(folder.path, name);
    const data = path('data');
    await copyExampleData(data);
    const [own, foreign] = [await generateIdentity(), await generateIdentity()];
    await writeFile(path('own'), `# made for a test\n${own}\n`);
    await writeFile(path('foreign'), `${foreign}\n`);
    await writeFile(path('password'), 'correct horse battery staple\n');
    await writeFile(path('wrong'), 'incorrect horse battery staple\n');
    await backUp(data, path('to-one.tar.gz.age'), '--recipient', await identityToRecipient(own));
    await backUp(data, path('by-password.tar.gz.age'), '--password-file', path('password'));
    assert.ok(!(await readFile(path('to-one.tar.gz.age'))).includes('SQLite format'));
    const cases = [
      ['to-one.tar.gz.age', '--identity-file', 'own', 0],
      ['to-one.tar.gz.age', '--identity-file', 'foreign', 1],
      ['by-password.tar.gz.age', '--password-file', 'password', 0],
      ['by-password.tar.gz.age', '--password-file', 'wrong', 1],
      ['to-one.tar.gz.age', '--password-file', 'password', 1],
    ] as const;
    for (const [file, option, opener, expected] of cases) {
      const { code, stderr } = await runCommand(['backup', 'verify', path(file), option, path(opener)]);
      assert.equal(code, expected, stderr);
      if (expected === 1) assert.match(stderr, /cannot be opened with what was given/);
    }
    const { stderr } = await runCommand(['backup', 'verify', path('to-one.tar.gz.age')]);
    assert.match(stderr, /is encrypted\. Name what opens it/);
    const restored = await runCommand([
      'restore',
      path('to-one.tar.gz.age'),
      '--identity-file',
      path('own'),
      '--data',
      path('other'),
    ]);
    assert.equal(restored.code, 0, 'the key is in an encrypted backup');
  });

  it('replaces the oldest ones of a folder, and nothing else there', async () => {
    await using folder = await temporaryFolder();
    const [data, target] = ['data', 'backups'].map((name) => join(folder.path, name)) as [string, string];
    await mkdir(target);
    await copyExampleData(data);
    const old = [
      'gatehouse-2020-01-01T000000Z.tar.gz',
      'gatehouse-2020-01-02T000000Z.tar.gz',
      'gatehouse-notes.tar.gz',
    ];
    for (const name of old) await writeFile(join(target, name), '');
    assert.match(await backUp(data, target, '--keep', '2'), /1 older deleted/);
    const left = (await readdir(target)).sort();
    assert.equal(left.length, 3);
    assert.deepEqual(left.slice(0, 1), ['gatehouse-2020-01-02T000000Z.tar.gz']);
    assert.ok(left.includes('gatehouse-notes.tar.gz'));
  });
});
