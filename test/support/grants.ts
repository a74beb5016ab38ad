import { sql } from 'kysely';
import type { Gatehouse } from './gatehouse.ts';

/** Puts back the time at which codes and tokens were used, as if it were that many seconds later. */
export async function timePasses({ db }: Gatehouse, seconds: number): Promise<void> {
  await db
    .updateTable('grants')
    .set({ consumed_at: sql<number>`consumed_at - ${seconds * 1000}` })
    .where('consumed_at', 'is not', null)
    .execute();
}
