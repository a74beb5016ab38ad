import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';

/** Where something waits to be sent, organization by organization. */
type Queue = 'logout_notices' | 'outbox';

/**
 * The organizations that have something due in the queue. A jump from one to the next through the index, however much each
 * has.
 *
 * @param isWaiting which rows of the table wait at all; the condition of its index.
 */
export async function organizationsDue(
  db: Kysely<Database>,
  queue: Queue,
  now: number,
  isWaiting: RawBuilder<unknown> = sql`true`,
): Promise<readonly string[]> {
  const table = sql.table(queue);
  const { rows } = await sql<{ id: string }>`
    with recursive waiting(id) as (
      select min(organization_id) from ${table} where ${isWaiting}
      union all
      select (select min(organization_id) from ${table} where ${isWaiting} and organization_id > waiting.id)
      from waiting where waiting.id is not null
    )
    select id from waiting where id is not null and exists (
      select 1 from ${table} where ${isWaiting} and organization_id = waiting.id and available_at <= ${now}
    )`.execute(db);
  return rows.map(({ id }) => id);
}
