import type { Kysely } from 'kysely';
import { hostId } from '../directory/organization.ts';
import type { Database } from './database.ts';

/** A number of that name that all of the installation shares, with the counters of the host. */
export function hostCounter(db: Kysely<Database>, name: string) {
  return {
    async read(): Promise<number | undefined> {
      const row = await db
        .selectFrom('counters')
        .select('value')
        .where('organization_id', '=', hostId)
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.value;
    },

    async write(value: number): Promise<void> {
      await db
        .insertInto('counters')
        .values({ organization_id: hostId, name, value })
        .onConflict((conflict) => conflict.columns(['organization_id', 'name']).doUpdateSet({ value }))
        .execute();
    },
  };
}
