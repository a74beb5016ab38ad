import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { parentPort, workerData } from 'node:worker_threads';
import { farewell } from '../../idle-thread.ts';
import { standBehindEventLoop } from '../../thread-priority.ts';
import type { CheckpointAnswer, CheckpointMode } from './checkpoints.ts';
import { faultOf } from './faults.ts';

// Copies what was committed from the write-ahead log into the store file, on a connection of its own. The thread ends by
// closing it.

/** While it waits for readers, nobody can write. */
const patienceMs = 200;

/** Where the store is not under its name any more, no other one is made in its place. */
const file = pathToFileURL(workerData as string);
file.searchParams.set('mode', 'rw');

const connection = new DatabaseSync(file, { timeout: patienceMs });
connection.exec('PRAGMA synchronous = FULL;');

standBehindEventLoop();
parentPort?.on('message', (mode: CheckpointMode | typeof farewell) => {
  if (mode === farewell) {
    connection.close();
    parentPort?.close();
    return;
  }
  parentPort?.postMessage(checkpoint(mode));
});

function checkpoint(mode: CheckpointMode): CheckpointAnswer {
  try {
    return { isDone: connection.prepare(`PRAGMA wal_checkpoint(${mode})`).get()?.busy === 0 };
  } catch (error) {
    return { isDone: false, fault: String(error), isUnconfirmed: faultOf(error) === 'unconfirmed' };
  }
}
