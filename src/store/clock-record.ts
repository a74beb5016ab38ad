import { type Kysely, sql } from 'kysely';
import { hostId } from '../directory/organization.ts';
import type { Database } from './database.ts';

const name = 'clock_confirmed';

/** What the store knows of the time: by its newest audit entry, and by whom the clock was confirmed. */
export function clockRecord(db: Kysely<Database>) {
  return {
    /** The newest of the ends of all logs: no log has to be read for it. */
    async newestEntry(): Promise<number | undefined> {
      const { newest } = await db
        .selectFrom('audit_heads as h')
        .innerJoin('audit_entries as e', (join) =>
          join.onRef('e.organization_id', '=', 'h.organization_id').onRef('e.sequence', '=', 'h.sequence'),
        )
        .select(sql<number | null>`max(e.created_at)`.as('newest'))
        .executeTakeFirstOrThrow();
      return newest ?? undefined;
    },

    async confirmedAt(): Promise<number> {
      const row = await db
        .selectFrom('counters')
        .select('value')
        .where('organization_id', '=', hostId)
        .where('name', '=', name)
        .executeTakeFirst();
      return row?.value ?? 0;
    },

    async confirm(at: number): Promise<void> {
      await db
        .insertInto('counters')
        .values({ organization_id: hostId, name, value: at })
        .onConflict((conflict) => conflict.columns(['organization_id', 'name']).doUpdateSet({ value: at }))
        .execute();
    },
  };
}
