// What a loss of power leaves, tried without a server and so thousands of times as often: of what was written to the store file and to
// its log, the disk has everything that it has confirmed, and of the rest any part.

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, it, type TestContext } from 'node:test';
import { type Disk, isDiskMissing, makeDisk } from '../support/disk.ts';
import { temporaryFolder } from '../support/folder.ts';
import { losePower } from './power.ts';
import { rounds, seed, seededRandom } from './random.ts';

const script = join(import.meta.dirname, 'commits.ts');

describe('a store whose power is cut', { skip: isDiskMissing && 'no compiler here' }, () => {
  it(`has every acknowledged commit, and none by half, after each of ${rounds} cuts`, async (test) => {
    await cutAgainAndAgain(test, async (file, run, random) => {
      await commit(file, { ...run, count: 20 + Math.floor(random() * 100), end: kill });
    });
  });

  it('has them also when the disk had refused to confirm some, and another process went on', async (test) => {
    await cutAgainAndAgain(test, async (file, run) => {
      await commit(file, { ...run, count: 20, end: () => run.disk.refuse(true) });
      assert.ok(existsSync(`${file}-wal`), 'the log was copied, though a part of it may be lost');
      run.disk.refuse(false);
      await commit(file, { ...run, count: 20, end: kill });
    });
  });
});

/** Cuts the power after each round of work, and looks at what is left. */
async function cutAgainAndAgain(
  test: TestContext,
  work: (file: string, run: Pick<Run, 'disk' | 'acknowledged'>, random: () => number) => Promise<void>,
): Promise<void> {
  test.diagnostic(`seed ${seed}`);
  const random = seededRandom();
  await using folder = await temporaryFolder();
  mkdirSync(join(folder.path, 'data'));
  const disk = makeDisk(folder.path, { lateMs: 2 });
  const acknowledged = new Set<number>();
  for (let round = 1; round <= rounds; round += 1) {
    await work(join(folder.path, 'data', 'gatehouse.db'), { disk, acknowledged }, random);
    await losePower({ folder: folder.path, disk, random }, async (left) => assertKept(left, acknowledged));
  }
  test.diagnostic(`acknowledged ${acknowledged.size}, lost 0`);
}

interface Run {
  readonly disk: Disk;
  readonly acknowledged: Set<number>;
  /** What is done after so many commits, to end the process. */
  readonly count: number;
  readonly end: (child: ChildProcess) => void;
}

const kill = (child: ChildProcess) => void child.kill('SIGKILL');

async function commit(file: string, { disk, acknowledged, count, end }: Run): Promise<void> {
  const first = String(Math.max(0, ...acknowledged) + 1000); // No number that was not answered comes again.
  const env = { ...process.env, ...disk.environment };
  const child = spawn(process.execPath, [script, file, first], { env, stdio: ['ignore', 'pipe', 'ignore'] });
  const ended = once(child, 'close');
  let left = count;
  for await (const line of createInterface({ input: child.stdout })) {
    acknowledged.add(Number(line));
    left -= 1;
    if (left === 0) end(child);
  }
  await ended;
  assert.ok(left <= 0, 'the process ended by itself');
}

function assertKept(file: string, acknowledged: ReadonlySet<number>): void {
  const db = new DatabaseSync(file);
  try {
    assert.deepEqual(db.prepare('pragma integrity_check').all().flatMap(Object.values), ['ok']);
    const rows = db.prepare('select number, count(*) as parts from commits group by number').all();
    const found = new Map(rows.map(({ number, parts }) => [number, parts]));
    assert.deepEqual(
      [...acknowledged].filter((number) => !found.has(number)),
      [],
    );
    assert.deepEqual([...new Set(found.values())], [5]);
  } finally {
    db.close();
  }
}
