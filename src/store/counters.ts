import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';

/** The next number of a sequence within an organization, starting at 1. Gaps appear only where a transaction fails. */
export async function nextNumber(
  db: Kysely<Database>,
  organizationId: string,
  name: 'audit' | 'legacy_id' | 'secret' | 'setting',
): Promise<number> {
  const { value } = await db
    .insertInto('counters')
    .values({ organization_id: organizationId, name, value: 1 })
    .onConflict((conflict) =>
      conflict.columns(['organization_id', 'name']).doUpdateSet({ value: sql`counters.value + 1` }),
    )
    .returning('value')
    .executeTakeFirstOrThrow();
  return value;
}
