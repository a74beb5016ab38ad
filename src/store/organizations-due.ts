import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Database } from './database.ts';
import { firstOfEach } from './first-of-each.ts';

/** Where something waits to be sent, organization by organization. */
type Queue = 'logout_notices' | 'outbox';

/**
 * The organizations that have something due in the queue.
 *
 * @param isWaiting which rows of the table wait at all; the condition of its index.
 */
export async function organizationsDue(
  db: Kysely<Database>,
  queue: Queue,
  now: number,
  isWaiting: RawBuilder<unknown> = sql`true`,
): Promise<readonly string[]> {
  const firsts = await firstOfEach(db, queue, 'available_at', isWaiting);
  return firsts.filter(({ least }) => least <= now).map(({ organizationId }) => organizationId);
}
