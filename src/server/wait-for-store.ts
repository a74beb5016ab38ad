import { setTimeout as pause } from 'node:timers/promises';
import { GatehouseError, StartupError, type StoreFault } from '../errors.ts';
import type { Listener } from '../http/listener.ts';
import { whileStarting } from '../http/starting.ts';
import type { Log } from '../observe/log.ts';
import { remedyFor } from '../store/faults.ts';
import type { Connection } from '../store/open.ts';
import { takesWrites } from '../store/postgres/facts.ts';

interface Waiting {
  readonly db: Connection;
  readonly listener: Pick<Listener, 'serve'>;
  readonly log: Log;
  /** Ends the wait. */
  readonly stopping: AbortSignal | undefined;
}

/** Between two tries, and how often the log says that the wait goes on. */
const [restMs, reportMs] = [1000, 60_000];

/** What passes by itself. The rest somebody has to put right, and a start that fails says so. */
const passing: ReadonlySet<StoreFault> = new Set(['away', 'crowded']);

/**
 * Waits while the server of the database cannot be reached, or has no connection to spare; meanwhile callers are told to come
 * back, and the log says what is missing.
 *
 * @throws StartupError when it takes no writes; GatehouseError Unavailable when it is at fault otherwise; AbortError when the
 *   start is given up.
 */
export async function waitForStore({ db, listener, log, stopping }: Waiting): Promise<void> {
  let reported: { readonly reason: StoreFault; readonly at: number } | undefined;
  for (;;) {
    const fault = await faultNow(db);
    if (fault === undefined) break;
    const { reason, advice } = fault;
    listener.serve(whileStarting(reason));
    if (reported?.reason !== reason || performance.now() - reported.at > reportMs) {
      log.warn({ reason, advice }, 'waiting for the database');
      reported = { reason, at: performance.now() };
    }
    await pause(restMs, undefined, { signal: stopping });
  }
  if (reported) log.info({}, 'the database is there');
}

const replica =
  'The database takes no writes: it is a replica. Name the leader as store-url, or all of its servers without target_session_attrs=any.';

async function faultNow(db: Connection): Promise<{ reason: StoreFault; advice: string | undefined } | undefined> {
  try {
    if (!(await takesWrites(db))) throw new StartupError(replica);
    return undefined;
  } catch (error) {
    if (!(error instanceof GatehouseError) || error.failure.code !== 'Unavailable') throw error;
    const { reason } = error.failure;
    if (!passing.has(reason)) throw error;
    return { reason, advice: remedyFor(error) };
  }
}
