import { closeSync, fdatasyncSync, openSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { StartupError } from '../../errors.ts';
import { faultOf, remedy } from './faults.ts';

/** Told how far a copy has come: pages of the store copied, and of how many. */
export type SnapshotProgress = (done: number, total: number) => void;

/**
 * Pages copied at a time, and then flushed: 4 MiB. A server that commits to the same disk meanwhile waits for so much of the copy,
 * and not for gigabytes of it that the disk has not written yet.
 */
const pagesAtOnce = 1000;

/**
 * Copies the store into a file as it is at this moment, while a server goes on writing to it. The copy is one consistent
 * state: everything that was acknowledged before the call is in it, and nothing is half done.
 *
 * @throws StartupError when the store cannot be read or the copy not be written; what was written of it is left to the
 *   caller.
 */
export async function snapshot(storeFile: string, copyFile: string, onProgress: SnapshotProgress): Promise<void> {
  let source: DatabaseSync | undefined;
  let copy: number | undefined;
  let isRead = false;
  try {
    source = new DatabaseSync(storeFile, { readOnly: true, timeout: 5000 });
    // The copy reads what this transaction reads: without it, every write of the server would begin the copy anew.
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    isRead = true; // From here on, the fault may be the copy's.
    await backup(source, copyFile, {
      rate: pagesAtOnce,
      progress({ totalPages, remainingPages }) {
        copy ??= openSync(copyFile, 'r+');
        fdatasyncSync(copy);
        onProgress(totalPages - remainingPages, totalPages);
      },
    });
  } catch (error) {
    const { message } = error as Error;
    const reason = isRead ? undefined : faultOf(error);
    // That there is no copy of a damaged store is what the operator has to hear first.
    if (reason && reason !== 'corrupt') throw new StartupError(remedy(reason, storeFile, message));
    throw new StartupError(`The store ${storeFile} cannot be copied (${message}).`, { cause: error });
  } finally {
    source?.close();
    if (copy !== undefined) closeSync(copy);
  }
}
