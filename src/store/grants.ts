import type { Kysely } from 'kysely';
import { accountId } from '../directory/user.ts';
import type { GrantStore } from '../token/grant-store.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

export function grantStore(db: Kysely<Database>): GrantStore {
  const living = (model: string, now: number) =>
    db
      .selectFrom('grants')
      .select(['payload', 'consumed_at as consumedAt'])
      .where('model', '=', model)
      .where((where) => where.or([where('expires_at', 'is', null), where('expires_at', '>', now)]));

  return {
    async upsert({ model, id, ...grant }) {
      const values = {
        grant_id: grant.grantId,
        account_id: grant.accountId,
        uid: grant.uid,
        user_code: grant.userCode,
        payload: grant.payload,
        expires_at: grant.expiresAt,
      };
      await db
        .insertInto('grants')
        .values({ model, id, ...values, consumed_at: null })
        .onConflict((conflict) => conflict.columns(['model', 'id']).doUpdateSet(values))
        .execute();
    },

    find: (model, id, now) => living(model, now).where('id', '=', id).executeTakeFirst(),

    findByUid: (model, uid, now) => living(model, now).where('uid', '=', uid).executeTakeFirst(),

    findByUserCode: (model, userCode, now) => living(model, now).where('user_code', '=', userCode).executeTakeFirst(),

    async consume(model, id, now) {
      const { numUpdatedRows } = await db
        .updateTable('grants')
        .set({ consumed_at: now })
        .where('model', '=', model)
        .where('id', '=', id)
        .where('consumed_at', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async destroy(model, id) {
      await db.deleteFrom('grants').where('model', '=', model).where('id', '=', id).execute();
    },

    async revokeByGrantId(grantId) {
      await db.deleteFrom('grants').where('grant_id', '=', grantId).execute();
    },

    async revokeOfUser(user) {
      const { numAffectedRows = 0n } = await revokeOfAccount(db, { account: accountId(user) });
      return Number(numAffectedRows);
    },

    async sweep(now, limit) {
      const { numDeletedRows } = await db
        .deleteFrom('grants')
        .where(({ eb, refTuple, selectFrom }) =>
          eb(
            refTuple('model', 'id'),
            'in',
            selectFrom('grants')
              .select(['model', 'id'])
              .where('expires_at', '<=', now)
              .limit(limit)
              .$asTuple('model', 'id'),
          ),
        )
        .executeTakeFirst();
      return Number(numDeletedRows);
    },
  };
}

const revokeOfAccount = prepared<{ readonly account: string }, unknown>((db, place) =>
  db.deleteFrom('grants').where('account_id', '=', place('account')),
);
