import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

/** The next number of a sequence within an organization, starting at 1. Gaps appear only where a transaction fails. */
export async function nextNumber(
  db: Kysely<Database>,
  organizationId: string,
  name: 'certificate' | 'legacy_id' | 'login_attempt' | 'secret' | 'setting',
): Promise<number> {
  const { rows } = await next(db, { organizationId, name });
  return rows[0]?.value as number;
}

const next = prepared<{ organizationId: string; name: string }, { value: number }>((db, place) =>
  db
    .insertInto('counters')
    .values({ organization_id: place('organizationId'), name: place('name'), value: 1 })
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'name']).doUpdateSet({ value: sql`counters.value + 1` }),
    )
    .returning('value'),
);
