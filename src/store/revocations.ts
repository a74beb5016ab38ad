import type { Kysely } from 'kysely';
import type { Revocations } from '../token/revocations.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

export function revocations(db: Kysely<Database>): Revocations {
  return {
    revoke: (id, until) => revoke(db, id, until),

    async isRevoked(tokenId, grantId) {
      return (await find(db, { tokenId, grantId })).rows.length > 0;
    },

    async sweep(now, limit) {
      const { numDeletedRows } = await db
        .deleteFrom('revocations')
        .where('id', 'in', ({ selectFrom }) =>
          selectFrom('revocations').select('id').where('expires_at', '<=', now).limit(limit),
        )
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

/** What is revoked twice stays revoked for the longer of the two. */
export async function revoke(db: Kysely<Database>, id: string, until: number): Promise<void> {
  await db
    .insertInto('revocations')
    .values({ id, expires_at: until })
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({ expires_at: until }).where('revocations.expires_at', '<', until),
    )
    .execute();
}

const find = prepared<{ readonly tokenId: string; readonly grantId: string }, { id: string }>((db, place) =>
  db
    .selectFrom('revocations')
    .select('id')
    .where('id', 'in', [place('tokenId'), place('grantId')]),
);
