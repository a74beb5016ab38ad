import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { StartupError } from '../errors.ts';
import { isForbidden, mayUse, ownersAdvice } from '../file-rights.ts';
import { isOpenToOthers, makePrivateFile } from './private-file.ts';

/**
 * The folder in which the embedded store and the key file lie, held by one process at a time. The hold is a lock of the
 * operating system on `gatehouse.lock`, so it ends with the process however that ends.
 */
export interface DataFolder {
  readonly path: string;
  readonly databaseFile: string;
  release(): void;
}

/**
 * Takes the folder, making it when it does not exist (readable by this user only).
 *
 * @param expectsData whether it is an error that there is no store in it yet.
 * @throws StartupError when it cannot be made or written, when another process holds it, or when its volume is not
 *   mounted, as far as somebody has said how to tell.
 */
export function takeDataFolder(path: string, expectsData = false): DataFolder {
  requireVolume(path, expectsData);
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const advice = isForbidden(error) ? `${ownersAdvice}, or choose` : 'Choose';
    throw new StartupError(
      `The data folder ${path} cannot be written (${reason(error)}). ${advice} another one with --data.`,
    );
  }
  const lock = holdFolder(path);
  return { path, databaseFile: join(path, 'gatehouse.db'), release: () => lock.close() };
}

/** Put into a folder where a volume is to be mounted, it is seen when the volume is not. */
const markerName = 'gatehouse.not-mounted';

/** Before anything is made: what is written where a volume is missing is in the way of the volume. */
function requireVolume(path: string, expectsData: boolean): void {
  if (existsSync(join(path, markerName))) {
    throw new StartupError(`The volume of ${path} is not mounted: the folder holds ${markerName}. Mount it first.`);
  }
  if (!expectsData || existsSync(join(path, 'gatehouse.db'))) return;
  throw new StartupError(
    `There is no store in ${path}, and expect-data says that there is one. Mount its volume or restore a backup; for a first start, leave expect-data out.`,
  );
}

/** What parts of the store other users of the machine can read or write, a sentence each. */
export function openFiles({ databaseFile }: DataFolder): readonly string[] {
  return ['', '-wal', '-shm']
    .map((part) => `${databaseFile}${part}`)
    .filter((file) => existsSync(file) && isOpenToOthers(file))
    .map((file) => `Other users of this machine have access to ${file}: chmod 600 takes it from them.`);
}

/** Not `recursive`: that tries without end in a folder such as /proc, where nothing can be made. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

export const lockName = 'gatehouse.lock';

/**
 * Takes a folder that is there.
 *
 * @returns what gives it back when it is closed.
 * @throws StartupError when another process holds it, or it cannot be locked.
 */
export function holdFolder(path: string, name = lockName): Pick<DatabaseSync, 'close'> {
  const file = join(path, name);
  makePrivateFile(file);
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(file);
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    return lock;
  } catch (error) {
    lock?.close();
    if (/locked|busy/i.test(String(error))) {
      throw new StartupError(
        `Another Gatehouse process is using the data folder ${path}. Stop it first, or choose another folder with --data.`,
      );
    }
    if (mayUse(file)) throw new StartupError(`The data folder ${path} cannot be locked (${reason(error)}).`);
    throw new StartupError(`${file} cannot be read and written (${reason(error)}). ${ownersAdvice}.`);
  }
}

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
