import { existsSync, renameSync, rmSync } from 'node:fs';
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
    const lock = newLock(path);
    const remove = () => {
      lock?.close();
      // Another process may be looking whether it is left, or even take it for that now.
      rmSync(path, { recursive: true, force: true, maxRetries: 3 });
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

/** Whether nobody holds the lock that somebody has made. */
function isLeft(path: string): boolean {
  if (!existsSync(join(path, lockName))) return false;
  try {
    holdFolder(path).close();
    return true;
  } catch {
    return false;
  }
}

const draftName = 'new.lock';

/**
 * It gets the name that others look for when it is held: before, they would take it, and the folder for left. Undefined when nobody
 * can hold it, such as without any room: then that there is a lock would say nothing.
 */
function newLock(path: string): ReturnType<typeof holdFolder> | undefined {
  let lock: ReturnType<typeof holdFolder> | undefined;
  try {
    lock = holdFolder(path, draftName);
    renameSync(join(path, draftName), join(path, lockName));
    return lock;
  } catch {
    lock?.close();
    rmSync(join(path, draftName), { force: true });
    return undefined;
  }
}
