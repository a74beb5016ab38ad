import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cp, mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { temporaryFolder, useFolder } from '../support/folder.ts';
import { type Finished, gatehouse as run, start } from '../support/process.ts';
import { lacksSmallDisks, SmallDisk } from '../support/small-disk.ts';
import { copyExampleData } from '../support/store.ts';
import { until } from '../support/until.ts';

// A backup needs room for a copy of the store and for the file. Wherever the room ends, what is said is the same.

/** Too little for the copy; for looking at it; for the file, or for the record of the restoration. The last ones may do. */
const sizesInKibibytes = [256, 744, 752, 760, 780, 800];

describe('a disk that is too small for a backup', { skip: lacksSmallDisks }, () => {
  const home = useFolder();
  const data = join(home, 'data');
  const file = join(home, 'backup.tar.gz');

  before(async () => {
    await copyExampleData(data);
    const { code, stderr } = await run(['backup', file, '--with-key', '--data', data]);
    assert.equal(code, 0, stderr);
  });

  /** On disks of several sizes: nothing is left, and what has no room is the folder that the operator knows. */
  async function refuses(command: (folder: string, disk: SmallDisk) => Promise<readonly string[]>): Promise<void> {
    let refused = 0;
    for (const kibibytes of sizesInKibibytes) {
      await using folder = await temporaryFolder();
      using disk = await SmallDisk.on(folder.path, kibibytes);
      const args = await command(folder.path, disk);
      const before = await kept(disk);
      const finished = await run(args, { prefix: disk.prefix });
      if (finished.code === 0) continue;
      refused += 1;
      assertNamesRoom(finished, folder.path, kibibytes);
      assert.deepEqual(await kept(disk), before);
    }
    assert.ok(refused > 1, 'the disks are too large');
  }

  const kept = async (disk: SmallDisk) => (await readdir(disk.path('.'))).filter((name) => !/lock/.test(name));

  function assertNamesRoom({ code, stderr }: Finished, folder: string, kibibytes: number): void {
    assert.equal(code, 1);
    const line =
      /^gatehouse: [^\n]* needs more room than there is in (\S+): (\d+) KiB were free, and (\d+) KiB [^\n]*\n$/;
    const [, named, free, needed] = line.exec(stderr) ?? [];
    assert.equal(named, folder, `${kibibytes} KiB: ${stderr}`);
    assert.ok(Number(free) <= kibibytes && Number(needed) > kibibytes, `${kibibytes} KiB: ${stderr}`);
  }

  it('is named with the room that it has and should have, when one is made', async () => {
    await refuses(async (folder) => ['backup', join(folder, 'backup.tar.gz'), '--data', data]);
  });

  it('when one is restored', async () => {
    await refuses(async (folder) => ['restore', file, '--data', folder]);
  });

  it('when one is verified', async () => {
    await refuses(async (folder, disk) => {
      await cp(file, disk.path('backup.tar.gz'));
      return ['backup', 'verify', join(folder, 'backup.tar.gz')];
    });
  });
});

describe('a process that was killed while it made or restored a backup', () => {
  const home = useFolder();
  const at = (name: string) => join(home, name);
  const isLeft = async (folder: string) =>
    (await readdir(folder, { recursive: true }).catch(() => [])).some((name) => /^\.gatehouse-.*lock$/.test(name));

  /** The command, in the middle of its work. */
  async function begin(args: readonly string[], folder: string) {
    const { child, stderr } = start(args, {});
    const closed = once(child, 'close');
    await until(() => isLeft(folder));
    const end = async (signal: NodeJS.Signals) => {
      child.kill(signal);
      const [code] = await closed;
      return { code, stderr: stderr() };
    };
    return { child, end };
  }

  async function succeeds(...args: readonly string[]): Promise<void> {
    const { code, stderr } = await run(args);
    assert.equal(code, 0, stderr);
  }

  before(async () => {
    await copyExampleData(at('data'));
    await mkdir(at('backups'));
    await succeeds('backup', at('backup.tar.gz'), '--with-key', '--data', at('data'));
  });

  it('leaves nothing of the store when the backup is restored again', async () => {
    const args = ['restore', at('backup.tar.gz'), '--data', at('other')];
    await (await begin(args, at('other'))).end('SIGKILL');
    assert.ok(await isLeft(at('other')), 'it was killed too late');
    await succeeds(...args);
    assert.ok(!(await isLeft(at('other'))));
  });

  it('nor when the next one is made, which leaves one that is being made alone', async () => {
    const args = (name: string) => ['backup', join(at('backups'), name), '--data', at('data')];
    await (await begin(args('killed.tar.gz'), at('backups'))).end('SIGKILL');
    assert.ok(await isLeft(at('backups')), 'it was killed too late');
    await succeeds(...args('first.tar.gz'));
    assert.ok(!(await isLeft(at('backups'))));
    const slow = await begin(args('slow.tar.gz'), at('backups'));
    // Not before it has opened the store, during which it keeps all others from it.
    await until(async () => (await readdir(at('backups'), { recursive: true })).some((name) => name.endsWith('.db')));
    slow.child.kill('SIGSTOP');
    await succeeds(...args('second.tar.gz'));
    const { code, stderr } = await slow.end('SIGCONT');
    assert.equal(code, 0, stderr);
    assert.deepEqual((await readdir(at('backups'))).sort(), ['first.tar.gz', 'second.tar.gz', 'slow.tar.gz']);
  });
});
