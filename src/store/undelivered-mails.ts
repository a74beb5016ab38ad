import { type Kysely, type Selectable, sql } from 'kysely';
import type { Notice } from '../directory/outbox.ts';
import type { UndeliveredMail, UndeliveredMails } from '../directory/undelivered-mail.ts';
import type { Database } from './database.ts';
import { hasManyRows, onThread } from './long-query.ts';
import { readPayload } from './outbox.ts';

export function undeliveredMails(db: Kysely<Database>): UndeliveredMails {
  const ofOrganization = (organizationId: string) =>
    db.selectFrom('outbox').where('organization_id', '=', organizationId).where('delivered_at', 'is', null);
  const givenUp = (organizationId: string, which: readonly string[] | 'all', limit: number) =>
    ofOrganization(organizationId)
      .select('id')
      .where('dead_at', 'is not', null)
      .$if(which !== 'all', (mails) => mails.where('id', 'in', which === 'all' ? [] : which))
      .orderBy('dead_at', 'desc')
      .limit(limit);

  return {
    async page(organizationId, { state, skip, limit }) {
      const mails = ofOrganization(organizationId).where('dead_at', state === 'givenUp' ? 'is not' : 'is', null);
      const isLong = await hasManyRows(db, mails);
      const { count } = await mails
        .$if(isLong, (all) => all.modifyFront(onThread))
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow();
      const [order, direction] =
        state === 'givenUp' ? (['dead_at', 'desc'] as const) : (['available_at', 'asc'] as const);
      const rows = await mails
        .$if(isLong, (all) => all.modifyFront(onThread))
        .selectAll()
        .orderBy(order, direction)
        .orderBy('id', direction)
        .limit(limit)
        .offset(skip)
        .execute();
      return { totalCount: Number(count), results: rows.map(toMail) };
    },

    async retry(organizationId, which, now, limit) {
      const inTime = givenUp(organizationId, which, limit).where(
        sql<boolean>`(expires_at is null or expires_at > ${now})`,
      );
      const { numUpdatedRows } = await db
        .updateTable('outbox')
        .set({ dead_at: null, attempts: 0, available_at: now })
        .where('organization_id', '=', organizationId)
        .where('id', 'in', inTime)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },

    async discard(organizationId, which, limit) {
      const { numDeletedRows } = await db
        .deleteFrom('outbox')
        .where('organization_id', '=', organizationId)
        .where('id', 'in', givenUp(organizationId, which, limit))
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

function toMail(row: Selectable<Database['outbox']>): UndeliveredMail {
  const { userId } = readPayload(row.payload);
  return {
    id: row.id,
    kind: row.kind as Notice['kind'],
    userId: typeof userId === 'string' ? userId : null,
    createdAt: row.created_at,
    attempts: row.attempts,
    at: row.dead_at ?? row.available_at,
    expiresAt: row.expires_at,
    lastError: row.last_error,
  };
}
