import { setTimeout as pause } from 'node:timers/promises';
import type { Kysely, TransactionSettings } from 'kysely';
import { GatehouseError, type StoreFault } from '../errors.ts';
import { activities, events } from '../telemetry.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { SharedLock } from './shared-lock.ts';

/**
 * Another transaction was in the way of this one, so that none of it was committed (SQLSTATE 40001 and 40P01). SQLite, on
 * which one writes at a time, knows nothing of the kind. A caller that it reaches nevertheless may come back.
 */
export class SerializationFailure extends GatehouseError {
  /** @param cause what the database said. */
  constructor(cause: unknown) {
    super({ code: 'Unavailable', reason: 'busy' }, cause);
  }
}

/** The connection is lost, or leads to a server that takes no writes any more: another connection may do. */
export class ConnectionLost extends GatehouseError {
  /** Whether nothing can have come of the statement. */
  readonly isUndone: boolean;

  constructor(reason: StoreFault, cause: unknown, isUndone: boolean) {
    super({ code: 'Unavailable', reason }, cause);
    this.isUndone = isUndone;
  }
}

/** With the pauses between them they take some seconds at the most: where others write to the same rows, each has its turn. */
const mostTries = 30;

/** Longer pauses than this let others through who came later. */
const longestPauseMs = 200;

/** As many transactions of this process run side by side: with more, connections would be waited for, and each other. */
const mostAtOnce = 4;

/** By database, for the transactions of this process. */
const locks = new WeakMap<object, SharedLock>();

/**
 * Runs `work` in one serializable transaction; again, from its beginning, when another one was in the way, and once more when
 * its connection was lost. So `work` may run several times, and does nothing that its transaction does not take back.
 *
 * Transactions run side by side until they are in each other's way. One that was has the process for itself when it is run
 * again, so that however many want the same row, each of them comes to an end.
 *
 * @throws SerializationFailure when others were in the way each time; GatehouseError Unavailable when the store is at fault;
 *   whatever `work` throws.
 */
export function inTransaction<T>(
  db: Kysely<Database>,
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  return activities.transaction.measure({ commit: 'own' }, () => inSharedTransaction(db, work));
}

/** How a transaction with very many writes is told from others: these say nothing of their access. */
const bulkAccess = 'read write';

/** Whether it may take long; the embedded store then runs it on a thread. */
export const isBulk = ({ accessMode }: TransactionSettings): boolean => accessMode === bulkAccess;

/** As `inTransaction`, for one that may write very many rows. */
export function inBulkTransaction<T>(
  db: Kysely<Database>,
  work: (transaction: Kysely<Database>) => Promise<T>,
): Promise<T> {
  return activities.transaction.measure({ commit: 'own' }, async () => {
    const result = await inSharedTransaction(db, work, bulkAccess);
    await dialectOf(db).countAnew(db);
    return result;
  });
}

/** As `inTransaction`, for several whose waits are measured one by one. */
export async function inSharedTransaction<T>(
  db: Kysely<Database>,
  work: (transaction: Kysely<Database>) => Promise<T>,
  access?: typeof bulkAccess,
): Promise<T> {
  const run = () => {
    const transaction = db.transaction().setIsolationLevel('serializable');
    return (access ? transaction.setAccessMode(access) : transaction).execute(work);
  };
  const lock = lockOf(db);
  let losses = 0;
  for (let tries = 1; ; tries++) {
    try {
      return await (tries === 1 ? lock.shared(run) : lock.exclusive(run));
    } catch (error) {
      if (error instanceof ConnectionLost) losses += 1;
      else if (!(error instanceof SerializationFailure) || tries >= mostTries) throw error;
      if (losses > 1) throw error;
    }
    events.transactionRetried.publish({});
    // Of other processes, nobody knows when they are done.
    if (tries > 1) await pause(Math.random() * Math.min(2 ** (tries - 1), longestPauseMs));
  }
}

function lockOf(db: Kysely<Database>): SharedLock {
  const { adapter } = db.getExecutor();
  const lock = locks.get(adapter) ?? new SharedLock(mostAtOnce);
  locks.set(adapter, lock);
  return lock;
}
