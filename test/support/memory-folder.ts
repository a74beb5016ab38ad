import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where Linux keeps a folder in memory that everybody may write to. */
const shared = '/dev/shm';

/** Before the number of the process whose folder it is. */
const prefix = 'gatehouse-test-';

/** Bytes that must be free in it: a run takes up to 2.2 GiB. */
const enough = 4 * 2 ** 30;

/** Bytes of memory that must be free for what is in it and for the processes of a run. */
const enoughMemory = 8 * 2 ** 30;

/**
 * A folder in memory, for the temporary folders of a run: every commit of a suite waits for the disk, and nothing that a
 * suite looks at depends on which disk that is. Undefined where there is none, or not enough of it, or where no program may
 * be started from it, as in many containers.
 */
export function memoryFolder(): ({ readonly path: string } & Disposable) | undefined {
  if (!existsSync(shared)) return undefined;
  removeLeftOver();
  const { bavail, bsize } = statfsSync(shared);
  if (bavail * bsize < enough || process.availableMemory() < enoughMemory) return undefined;
  const path = join(shared, `${prefix}${process.pid}`);
  mkdirSync(path);
  chmodSync(path, 0o711); // PostgreSQL, which has a folder in it, is another user.
  if (mayStart(path)) return { path, [Symbol.dispose]: () => remove(path) };
  remove(path);
  return undefined;
}

function mayStart(folder: string): boolean {
  const program = join(folder, 'program');
  writeFileSync(program, '#!/bin/sh\n', { mode: 0o700 });
  return spawnSync(program).status === 0;
}

/** What runs that were killed have left: it takes memory. */
function removeLeftOver(): void {
  const names = readdirSync(shared).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    if (!existsSync(`/proc/${name.slice(prefix.length)}`)) remove(join(shared, name));
  }
}

/** A hundred thousand files, for which nobody waits. */
function remove(folder: string): void {
  spawn('rm', ['-rf', folder], { cwd: '/', detached: true, stdio: 'ignore' }).unref();
}
