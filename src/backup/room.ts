import { statfsSync } from 'node:fs';
import { StartupError } from '../errors.ts';
import { faultOf } from '../store/sqlite/faults.ts';

/** What a backup holds is larger than the disk on which it is unpacked. */
export class TooLarge extends Error {
  readonly bytes: number;

  constructor(bytes: number) {
    super('It does not fit on the disk.');
    this.bytes = bytes;
  }
}

interface Purpose {
  /** The folder that the operator has named. */
  readonly folder: string;
  /** What needs the room. */
  readonly what: string;
  /** How large the store is, asked when there was no room. */
  readonly storeSize: () => number;
}

/**
 * Does what takes room in a folder: at the most, that of the store twice.
 *
 * @throws StartupError when the room did not suffice. The disk may say so in several ways, SQLite even as if it were broken.
 */
export async function needingRoom<T>({ folder, what, storeSize }: Purpose, work: () => Promise<T>): Promise<T> {
  const free = freeIn(folder);
  try {
    return await work();
  } catch (error) {
    if (!isForWantOfRoom(error, folder)) throw error;
    const size = error instanceof TooLarge ? error.bytes : storeSize();
    const room = `${spell(free)} were free, and ${spell(2 * size)} should be`;
    throw new StartupError(
      `${what} needs more room than there is in ${folder}: ${room}. Make room there, or take another folder.`,
    );
  }
}

export function freeIn(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** With less of it, SQLite cannot share memory with other processes. */
const leastRoom = 64 * 1024;

export function isForWantOfRoom(error: unknown, folder: string): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '' } = error as NodeJS.ErrnoException;
  const fault = faultOf(error);
  if (error instanceof TooLarge || /^(ENOSPC|EDQUOT)$/.test(code) || fault === 'full') return true;
  return (fault === 'failing' && freeIn(folder) < leastRoom) || isForWantOfRoom(error.cause, folder);
}

const spell = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;
