import { type Kysely, sql } from 'kysely';
import type { RefusedSignInCount, RefusedSignInCounts } from '../directory/refused-sign-in.ts';
import type { Database } from './database.ts';
import { groupCommit } from './group-commit.ts';
import { prepared } from './prepared.ts';

/** Organizations that are reported at once; the others follow. */
const reportedAtOnce = 100;

export function refusedSignIns(db: Kysely<Database>): RefusedSignInCounts {
  const together = groupCommit(db);
  return {
    async add(counts) {
      await Promise.all(counts.map((count) => together((transaction) => add(transaction, count))));
    },

    async unreported(before) {
      const rows = await db
        .selectFrom('refused_sign_ins')
        .select('organization_id')
        .distinct()
        .where('reported', '=', 0)
        .where('minute', '<', before)
        .limit(reportedAtOnce)
        .execute();
      return rows.map((row) => row.organization_id);
    },

    async report(organizationId, before) {
      return await db
        .updateTable('refused_sign_ins')
        .set({ reported: 1 })
        .where('organization_id', '=', organizationId)
        .where('reported', '=', 0)
        .where('minute', '<', before)
        .returning(['organization_id as organizationId', 'minute', 'network', 'reason', 'count'])
        .execute();
    },
  };
}

const add = prepared<RefusedSignInCount, unknown>((db, place) =>
  db
    .insertInto('refused_sign_ins')
    .values({
      organization_id: place('organizationId'),
      minute: place('minute'),
      network: place('network'),
      reason: place('reason'),
      count: place('count'),
    })
    .onConflict((conflict) =>
      conflict
        .columns(['organization_id', 'minute', 'network', 'reason'])
        .doUpdateSet({ count: sql`refused_sign_ins.count + excluded.count` }),
    ),
);
