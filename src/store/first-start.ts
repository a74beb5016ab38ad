import type { Kysely } from 'kysely';
import type { FirstStart } from '../directory/first-start.ts';
import { hostId } from '../directory/organization.ts';
import type { Database } from './database.ts';
import { hostCounter } from './host-counter.ts';

const name = 'first_start';

export function firstStart(db: Kysely<Database>): FirstStart {
  return {
    was: async () => (await hostCounter(db, name).read()) !== undefined,

    async record(at) {
      await db.insertInto('counters').values({ organization_id: hostId, name, value: at }).execute();
    },
  };
}
