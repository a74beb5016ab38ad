import type { Kysely } from 'kysely';
import type { SigningKeys, StoredSigningKey } from '../token/keys/signing-keys.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';
import { inTransaction } from './transaction.ts';

/** Asked for at every request, so that a key that is gone ends its tokens at once. */
const all = remembered(
  ['signing_keys'],
  prepared<object, StoredSigningKey>((db) =>
    db
      .selectFrom('signing_keys')
      .select(['id as kid', 'algorithm', 'public_jwk as publicJwk', 'sealed_private_jwk as sealedPrivateJwk'])
      .select(['created_at as createdAt', 'activates_at as activatesAt', 'retires_at as retiresAt'])
      .orderBy('activates_at'),
  ),
);

export function signingKeys(db: Kysely<Database>): SigningKeys {
  return {
    all: async () => (await all(db, {})).rows,

    insertFirst: (key) =>
      inTransaction(db, async (transaction) => {
        const any = await transaction.selectFrom('signing_keys').select('id').limit(1).executeTakeFirst();
        if (!any) await insert(transaction, key);
        return !any;
      }),

    insertSuccessor: (successor, predecessors, retiresAt) =>
      inTransaction(db, async (transaction) => {
        const { numUpdatedRows } = await transaction
          .updateTable('signing_keys')
          .set({ retires_at: retiresAt })
          .where('id', 'in', [...predecessors])
          .where('retires_at', 'is', null)
          .executeTakeFirst();
        if (numUpdatedRows === 0n) return false;
        await insert(transaction, successor);
        return true;
      }),

    async replaceAll(key) {
      await db.deleteFrom('signing_keys').execute();
      await insert(db, key);
    },

    async dropRetired(now) {
      await db.deleteFrom('signing_keys').where('retires_at', '<=', now).execute();
    },
  };
}

async function insert(db: Kysely<Database>, key: StoredSigningKey): Promise<void> {
  await db
    .insertInto('signing_keys')
    .values({
      id: key.kid,
      algorithm: key.algorithm,
      public_jwk: key.publicJwk,
      sealed_private_jwk: key.sealedPrivateJwk,
      created_at: key.createdAt,
      activates_at: key.activatesAt,
      retires_at: key.retiresAt,
    })
    .execute();
}
