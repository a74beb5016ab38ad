import type { Kysely } from 'kysely';
import type { FirstStart } from '../directory/first-start.ts';
import { hostId } from '../directory/organization.ts';
import type { Database } from './database.ts';

const name = 'first_start';

export function firstStart(db: Kysely<Database>): FirstStart {
  return {
    async was() {
      const row = await db
        .selectFrom('counters')
        .select('value')
        .where('organization_id', '=', hostId)
        .where('name', '=', name)
        .executeTakeFirst();
      return row !== undefined;
    },

    async record(at) {
      await db.insertInto('counters').values({ organization_id: hostId, name, value: at }).execute();
    },
  };
}
