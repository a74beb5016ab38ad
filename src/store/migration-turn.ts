import { setTimeout as pause } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import { StartupError } from '../errors.ts';
import type { Database } from './database.ts';
import { isBusy } from './faults.ts';
import { leaseHolder, leases } from './leases.ts';
import { tableNames } from './table-names.ts';

/** So long nobody migrates at the most when a process was killed that did. */
const lifeMs = 30_000;

/** Between two tries: others get at what the migration wants to have for itself. */
const restMs = 1000;

/** A table that is in use for longer than this has to be looked after by somebody. */
const patienceMs = 10 * 60_000;

/**
 * Takes steps for as long as there is one, in turn with other processes, of which one migrates and the others wait. A step
 * that cannot have what it needs is tried again. The lease is renewed while a step takes long.
 *
 * @throws StartupError when a table was in use all the time.
 */
export async function inTurn(
  db: Kysely<Database>,
  isNext: () => Promise<boolean>,
  step: () => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const holder = leaseHolder(db);
  const take = () => leases(db).take('migration', holder, Date.now(), lifeMs);
  const done: string[] = [];
  const until = performance.now() + patienceMs;
  let renewal: NodeJS.Timeout | undefined;
  try {
    while (await isNext()) {
      // The first migration makes the leases; until then, only the lock of the migrator keeps two of them apart.
      if ((await tableNames(db)).has('leases')) {
        if (!(await take().catch(orBusy))) {
          await pause(restMs);
          continue;
        }
        renewal ??= setInterval(() => void take().catch(() => {}), lifeMs / 3);
      }
      done.push(...(await unlessBusy(step, until)));
    }
    return done;
  } finally {
    clearInterval(renewal);
    if (renewal)
      await leases(db)
        .release('migration', holder)
        .catch(() => {});
  }
}

/** The process that divides the tables among several servers has that of the leases for itself meanwhile. */
function orBusy(error: unknown): false {
  if (isBusy(error)) return false;
  throw error;
}

async function unlessBusy(step: () => Promise<readonly string[]>, until: number): Promise<readonly string[]> {
  try {
    return await step();
  } catch (error) {
    if (!isBusy(error)) throw error;
    if (performance.now() > until) {
      throw new StartupError(
        'The schema cannot be migrated: a table was in use for ten minutes. See what holds it (pg_locks), and start again.',
      );
    }
    await pause(restMs);
    return [];
  }
}
