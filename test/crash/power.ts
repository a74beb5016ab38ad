import { execFileSync } from 'node:child_process';
import { copyFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// With CRASH_POWER=1, a kill takes along what the disk had not confirmed, as the end of the power would. That needs Linux and
// a compiler.

export const losesPower = process.env.CRASH_POWER === '1';

/** The environment of a process whose disk is late, and remembers what it has confirmed. */
export function lateDisk(folder: string): Record<string, string> {
  if (!losesPower) return {};
  const library = join(folder, 'late-disk.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O2', '-o', library, join(import.meta.dirname, 'late-disk.c'), '-ldl']);
  return { LD_PRELOAD: library };
}

const log = (data: string): string => join(data, 'gatehouse.db-wal');

/** What was written beside the server is on the disk. */
export function keepAll(data: string): void {
  if (losesPower) copyFileSync(log(data), `${log(data)}.flushed`);
}

/** After the end of the server: its log is what the disk has confirmed of it. */
export function losePower(data: string): void {
  if (!losesPower) return;
  copyFileSync(`${log(data)}.flushed`, log(data));
  rmSync(join(data, 'gatehouse.db-shm'), { force: true });
}
