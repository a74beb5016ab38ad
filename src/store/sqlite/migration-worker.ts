import { parentPort, workerData } from 'node:worker_threads';
import { StartupError } from '../../errors.ts';
import { remedyFor } from '../faults.ts';
import { migrate } from '../migrate.ts';
import type { MigrationMessage } from './migration-thread.ts';
import { openSqlite } from './open.ts';

const tell = (message: MigrationMessage) => parentPort?.postMessage(message);

try {
  const db = openSqlite(workerData as string);
  try {
    tell({ applied: await migrate(db, (step) => tell({ step })) });
  } finally {
    await db.destroy();
  }
} catch (error) {
  const refusal = error instanceof StartupError ? error.message : remedyFor(error);
  if (refusal === undefined) throw error;
  tell({ refusal });
}
