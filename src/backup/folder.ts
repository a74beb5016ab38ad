import { existsSync, rmSync } from 'node:fs';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StartupError } from '../errors.ts';
import { holdFolder, lockName } from '../store/data-folder.ts';

/**
 * A folder that only its owner can read and that is removed when disposed, on the disk on which the result will be.
 *
 * @throws StartupError when it cannot be made.
 */
export async function temporaryFolder(beside: string): Promise<{ readonly path: string } & AsyncDisposable> {
  try {
    await removeLeftOvers(beside);
    const path = await mkdtemp(join(beside, prefix));
    const lock = tryToHold(path);
    const remove = () => {
      lock?.close();
      rmSync(path, { recursive: true, force: true });
    };
    process.once('exit', remove);
    return {
      path,
      async [Symbol.asyncDispose]() {
        process.off('exit', remove);
        remove();
      },
    };
  } catch (error) {
    throw new StartupError(`The folder ${beside} cannot be written (${(error as NodeJS.ErrnoException).code}).`);
  }
}

const prefix = '.gatehouse-';
const dayMs = 24 * 60 * 60_000;

/**
 * A process that was killed could not clean up: what it has left is as large as the store, and holds all that is in it. One that
 * still works has the lock; where there are no locks, nothing takes a day.
 */
async function removeLeftOvers(folder: string): Promise<void> {
  for (const name of (await readdir(folder)).filter((one) => one.startsWith(prefix))) {
    await removeIfLeft(join(folder, name)).catch(() => {}); // It may be of another user, or be gone by now.
  }
}

async function removeIfLeft(path: string): Promise<void> {
  if (isLeft(path) || (await stat(path)).mtimeMs < Date.now() - dayMs) await rm(path, { recursive: true, force: true });
}

function isLeft(path: string): boolean {
  const lock = existsSync(join(path, lockName)) ? tryToHold(path) : undefined;
  lock?.close();
  return lock !== undefined;
}

/** Undefined when another process holds it, or nobody can, such as without any room: then that there is a lock would say nothing. */
function tryToHold(path: string): ReturnType<typeof holdFolder> | undefined {
  const isNew = !existsSync(join(path, lockName));
  try {
    return holdFolder(path);
  } catch {
    if (isNew) rmSync(join(path, lockName), { force: true });
    return undefined;
  }
}
