import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { isUnavailable } from '../errors.ts';
import { activities, events } from '../telemetry.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { isBusy, isUncertain } from './faults.ts';
import { SharedLock } from './shared-lock.ts';
import { inSharedTransaction } from './transaction.ts';

/** A write that stands for itself: it may share its commit with others, but not its outcome. */
type Write<T> = (db: Kysely<Database>) => Promise<T>;

interface Waiting {
  readonly run: (db: Kysely<Database>) => Promise<void>;
  readonly succeed: () => void;
  readonly fail: (error: unknown) => void;
}

/** As many as take a few milliseconds: between two groups, others have the event loop. */
const mostTogether = 32;

/** A group waits no longer for what somebody else has locked: only one of it needs that. */
const groupPatience = sql`set local lock_timeout = 100`;

/** Fewer than transactions run side by side, so that those that wait for a lock leave room for others. */
const mostApart = 3;

/**
 * Commits small writes that come at the same time together: a commit waits for the disk, and one wait is enough for all
 * of them. A write is answered when it is on the disk, as if it had been committed alone. What runs in a transaction
 * already belongs to that transaction.
 */
export function groupCommit(db: Kysely<Database>): <T>(write: Write<T>) => Promise<T> {
  let waiting: Waiting[] = [];
  let isCommitting = false;
  const apart = new SharedLock(mostApart);

  const commitAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = waiting.slice(0, mostTogether);
      waiting = waiting.slice(mostTogether);
      await commit(db, group, apart);
      if (waiting.length > 0) await setImmediate();
    }
    isCommitting = false;
  };

  const inGroup = <T>(write: Write<T>): Promise<T> => {
    const { promise, resolve, reject } = Promise.withResolvers<T>();
    let outcome: T;
    const run = async (transaction: Kysely<Database>): Promise<void> => {
      outcome = await write(transaction);
    };
    // What is measured of the write belongs to its caller, whichever caller began the group.
    waiting.push({ run: AsyncLocalStorage.bind(run), succeed: () => resolve(outcome), fail: reject });
    if (!isCommitting) {
      isCommitting = true;
      // Whatever else this turn of the event loop wants to write comes along.
      void setImmediate().then(commitAll);
    }
    return promise;
  };

  return <T>(write: Write<T>): Promise<T> => {
    if (db.isTransaction) return write(db);
    return activities.transaction.measure({ commit: 'shared' }, () => inGroup(write));
  };
}

/**
 * When one of the group fails, none of it is committed; then each is tried by itself, so that only the one fails. On
 * PostgreSQL that may wait for a row that another transaction keeps, and the next group does not wait for it.
 */
async function commit(db: Kysely<Database>, group: readonly Waiting[], apart: SharedLock): Promise<void> {
  const { isShared } = dialectOf(db);
  try {
    await inSharedTransaction(db, async (transaction) => {
      const runAll = async () => {
        for (const { run } of group) await run(transaction);
      };
      // On one way there and back with what is written first.
      await Promise.all([group.length > 1 && isShared && groupPatience.execute(transaction), runAll()]);
    });
    events.groupCommitted.publish({ size: group.length });
    for (const { succeed } of group) succeed();
  } catch (error) {
    if (group.length === 1 || isOfAll(error, isShared)) for (const { fail } of group) fail(error);
    else if (isShared) for (const one of group) void apart.shared(() => commit(db, [one], apart));
    else for (const one of group) await commit(db, [one], apart);
  }
}

/**
 * Whether each by itself would run into it as well. Another process keeps the embedded store from all of them, and a row of
 * PostgreSQL from one. What nobody knows the outcome of is not done a second time.
 */
const isOfAll = (error: unknown, isShared: boolean): boolean =>
  isUncertain(error) || (isBusy(error) ? !isShared : isShared && isUnavailable(error));
