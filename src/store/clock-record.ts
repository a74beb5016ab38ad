import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { hostCounter } from './host-counter.ts';

/** What the store knows of the time: by its newest audit entry, and by whom the clock was confirmed. */
export function clockRecord(db: Kysely<Database>) {
  const confirmed = hostCounter(db, 'clock_confirmed');
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

    confirmedAt: async (): Promise<number> => (await confirmed.read()) ?? 0,

    confirm: confirmed.write,
  };
}
