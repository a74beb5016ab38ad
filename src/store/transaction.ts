import { setTimeout as pause } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { events, operations } from '../telemetry.ts';
import type { Database } from './database.ts';

/**
 * Another transaction was in the way of this one, so that none of it was committed (SQLSTATE 40001 and 40P01). SQLite, on
 * which one writes at a time, knows nothing of the kind.
 */
export class SerializationFailure extends Error {}

/** With the pauses between them they take a third of a second at the most. */
const mostTries = 8;

/**
 * Runs `work` in one transaction; again, from its beginning, when another one was in the way. So `work` may run several
 * times, and does nothing that its transaction does not take back.
 *
 * @throws SerializationFailure when others were in the way each time; whatever `work` throws.
 */
export function inTransaction<T>(
  db: Kysely<Database>,
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  return operations.transaction.measure({ commit: 'own' }, () => inSharedTransaction(db, work));
}

/** As `inTransaction`, for several whose waits are measured one by one. */
export async function inSharedTransaction<T>(
  db: Kysely<Database>,
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await db.transaction().execute(work);
    } catch (error) {
      if (!(error instanceof SerializationFailure) || tries === mostTries) throw error;
    }
    events.transactionRetried.publish({});
    await pause(Math.random() * 2 ** (tries - 1));
  }
}
