import { Worker } from 'node:worker_threads';
import { StartupError } from '../../errors.ts';
import type { MigrationStep } from '../migrate.ts';

/** What the thread tells: each step as it begins, then how it ended. */
export type MigrationMessage =
  | { readonly step: MigrationStep }
  | { readonly applied: readonly string[] }
  | { readonly refusal: string };

/**
 * As `migrate`, on a thread with a connection of its own: a large store takes minutes, in which callers are told to come
 * back.
 *
 * @throws StartupError as `migrate`, and when the disk is full or fails.
 */
export async function migrateOnThread(file: string, onStep: (step: MigrationStep) => void): Promise<readonly string[]> {
  const worker = new Worker(new URL('./migration-worker.ts', import.meta.url), {
    name: 'migration',
    workerData: file,
    execArgv: [],
  });
  const { promise, resolve, reject } = Promise.withResolvers<readonly string[]>();
  worker.on('message', (message: MigrationMessage) => {
    if ('step' in message) onStep(message.step);
    else if ('applied' in message) resolve(message.applied);
    else reject(new StartupError(message.refusal));
  });
  worker.once('error', reject);
  worker.once('exit', () => reject(new Error('The thread that migrates the store has ended.')));
  return await promise;
}
