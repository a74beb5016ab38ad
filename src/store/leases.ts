import { type Kysely, sql } from 'kysely';
import { latenessMs } from '../directory/attempt-counter.ts';
import { newId } from '../directory/identifier.ts';
import type { Leases } from '../directory/lease.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';

/** In rows, not in locks of the database: those are of one node, and a store may be on several. */
export function leases(db: Kysely<Database>): Leases {
  return {
    async take(name, holder, now, lifeMs) {
      const until = now + lifeMs;
      const taken = await db
        .insertInto('leases')
        .values({ name, holder, until })
        .onConflict((conflict) =>
          conflict
            .column('name')
            .doUpdateSet({ holder, until })
            .where(
              sql<boolean>`(leases.holder = ${holder} or leases.until <= ${now} or leases.until > ${until + latenessMs})`,
            ),
        )
        .returning('name')
        .executeTakeFirst();
      return taken !== undefined;
    },

    async release(name, holder) {
      await db.deleteFrom('leases').where('name', '=', name).where('holder', '=', holder).execute();
    },
  };
}

/**
 * By which name a process holds leases. One process at a time has the folder of the embedded store: whichever that is goes
 * on with what the one before it held, also after that was killed.
 */
export const leaseHolder = (db: Kysely<Database>): string =>
  dialectOf(db).isShared ? newId() : 'the process that has the folder';
