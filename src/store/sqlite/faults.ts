import { existsSync, statfsSync, statSync } from 'node:fs';
import type { GatehouseError, StoreFault } from '../../errors.ts';
import { mayUse, ownersAdvice } from '../../file-rights.ts';
import { type OnFault, unavailable } from '../faults.ts';

/** What can be wrong with a file. */
export type FileFault = Extract<
  StoreFault,
  'busy' | 'full' | 'read-only' | 'gone' | 'corrupt' | 'failing' | 'unconfirmed'
>;

/** Primary result codes of SQLite that speak of the store rather than of the query. */
const reasons: Readonly<Record<number, FileFault>> = {
  5: 'busy',
  8: 'read-only',
  10: 'failing', // IOERR
  11: 'corrupt',
  13: 'full',
  14: 'failing', // CANTOPEN
  15: 'busy', // PROTOCOL: another has held the locks of its log for longer than it is waited for.
  26: 'corrupt', // NOTADB
};

/** Extended result codes of SQLite: the disk has not confirmed a file (IOERR_FSYNC), or its name (IOERR_DIR_FSYNC). */
const unconfirmed: readonly unknown[] = [1034, 1290];

/** What an error of SQLite says about the store, if it speaks of that. */
export function faultOf(error: unknown): FileFault | undefined {
  const { errcode = 0 } = error as { readonly errcode?: number };
  return unconfirmed.includes(errcode) ? 'unconfirmed' : reasons[errcode & 0xff];
}

/**
 * The one place in which what SQLite says about its file becomes a failure that callers know.
 *
 * @throws GatehouseError Unavailable.
 */
export function translated<T>(file: string, onFault: OnFault, query: () => T): T {
  try {
    return query();
  } catch (error) {
    const reason = faultOf(error);
    if (reason === undefined) throw error;
    if (reason !== 'busy') onFault(reason, error as Error);
    if (reason === 'unconfirmed') throw uncertainFile(file, error as Error);
    throw unavailableFile(reason, file, error as Error);
  }
}

/** The failure that callers know, of the store in a file. */
export const unavailableFile = (reason: FileFault, file: string, error: Error): GatehouseError =>
  unavailable(reason, error, (isInPart) => remedy(reason, file, error.message, isInPart));

/** The failure of those whose commit the disk has not confirmed. */
export const uncertainFile = (file: string, error: Error): GatehouseError =>
  unavailable('uncertain', error, () => remedy('unconfirmed', file, error.message));

const restoreHint = 'Restore a backup into another folder ("gatehouse restore") and start from there';

/**
 * One line: what is wrong, and what would be right.
 *
 * @param isInPart whether something was kept of what failed.
 */
export function remedy(reason: FileFault, file: string, said: string, isInPart = false): string {
  switch (reason) {
    case 'busy':
      return `Another program keeps ${file} locked (${said}). End it, or wait for it, and try again.`;
    case 'full':
      return `The disk of ${file} is full: ${room(file)}. Make room there, or move the data folder to a larger disk, and try again${isInPart ? '' : ': nothing was changed'}.`;
    case 'read-only':
      return `${file} cannot be written (${said}). Mount its disk for writing, or give the file to the user of the server.`;
    case 'gone':
      return `${file} is not there any more. Bring its folder back, or mount its volume.`;
    case 'corrupt':
      return `The store ${file} is damaged (${said}). ${restoreHint}.`;
    case 'unconfirmed':
      return `The disk of ${file} has not confirmed what was written (${said}). Look after it, and start again: then the store has what is on the disk.`;
    case 'failing':
      // Files that are mapped into memory fail otherwise where there is no room.
      if (roomOf(file) < 64 * 1024) return remedy('full', file, said, isInPart);
      // SQLite takes a file for missing, and the ones beside it for broken, that this user may not open.
      if (!['', '-wal', '-shm'].every((part) => mayUse(file + part)))
        return `${file} cannot be read and written (${said}). ${ownersAdvice}.`;
      return `${file} cannot be read or written (${said}). Look after its disk.`;
  }
}

/** What a start of an empty store takes. */
const leastRoom = 8 * 1024 * 1024;

/** An upgrade writes everything anew at the most. */
function room(file: string): string {
  const needed = Math.max(leastRoom, statSync(file).size);
  return `${spell(roomOf(file))} are free, and ${spell(needed)} should be`;
}

/** In bytes; without end where the file is not there. */
function roomOf(file: string): number {
  if (!existsSync(file)) return Number.POSITIVE_INFINITY;
  const { bavail, bsize } = statfsSync(file);
  return bavail * bsize;
}

const spell = (bytes: number): string => `${Math.ceil(bytes / 1024)} KiB`;
