import { spawnSync } from 'node:child_process';

/** Says why files of this process cannot be kept from being written, if they cannot. */
export const lacksFileLimits: string | false =
  spawnSync('prlimit', ['--version']).status === 0 ? false : 'no prlimit here';

/** While `work` runs, this process can write nothing into files, as if its disks had no room. */
export async function withoutRoom<T>(work: () => Promise<T>): Promise<T> {
  limit('0');
  try {
    return await work();
  } finally {
    limit('unlimited');
  }
}

/** The soft limit alone, so that it can be raised again. */
function limit(size: string): void {
  const { status, stderr } = spawnSync('prlimit', ['--pid', String(process.pid), `--fsize=${size}:`]);
  if (status !== 0) throw new Error(String(stderr));
}
