import assert from 'node:assert/strict';
import { cp, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { temporaryFolder, useFolder } from '../support/folder.ts';
import { type Finished, gatehouse as run } from '../support/process.ts';
import { lacksSmallDisks, SmallDisk } from '../support/small-disk.ts';
import { copyExampleData } from '../support/store.ts';

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
