import type { Kysely } from 'kysely';
import { hostId } from '../directory/organization.ts';
import type { StoredHash, StoredHashes } from '../directory/stored-hash.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';
import { inTransaction } from './transaction.ts';

/** Hashes as they lie in the store: nothing is opened here. */
export function storedHashes(db: Kysely<Database>): StoredHashes {
  return {
    async organizationIds() {
      const rows = await db.selectFrom('organizations').select('id').execute();
      return [...new Set([hostId, ...rows.map(({ id }) => id)])].sort();
    },

    async ofNext(organizationId, behind, accounts) {
      const present = await db
        .selectFrom('credentials')
        .select(['user_id as id', 'password_hash as text'])
        .where('organization_id', '=', organizationId)
        .where('user_id', '>', behind)
        .orderBy('user_id')
        .limit(accounts)
        .execute();
      const last = present.at(-1)?.id;
      if (last === undefined) return { hashes: [], last };
      const retired = await db
        .selectFrom('password_history')
        .select(['user_id as id', 'sequence', 'password_hash as text'])
        .where('organization_id', '=', organizationId)
        .where('user_id', '>', behind)
        .where('user_id', '<=', last)
        .execute();
      const current = present.flatMap(({ id, text }) =>
        text === null ? [] : [{ organizationId, id, sequence: undefined, text }],
      );
      return { hashes: [...current, ...retired.map((row) => ({ organizationId, ...row }))], last };
    },

    async rewrite(changes) {
      await inTransaction(db, async (transaction) => {
        for (const { hash, text } of changes) await rewriteOne(transaction, hash, text);
      });
    },

    async remove(hashes) {
      return await inTransaction(db, async (transaction) => {
        let removed = 0;
        for (const hash of hashes) removed += await removeOne(transaction, hash);
        return removed;
      });
    },
  };
}

interface Rewritten {
  readonly organizationId: string;
  readonly id: string;
  readonly before: string;
  readonly text: string;
}

const rewritePresent = prepared<Rewritten, unknown>((db, place) =>
  db
    .updateTable('credentials')
    .set({ password_hash: place('text') })
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .where('password_hash', '=', place('before')),
);

const rewriteRetired = prepared<Rewritten & { readonly sequence: number }, unknown>((db, place) =>
  db
    .updateTable('password_history')
    .set({ password_hash: place('text') })
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .where('sequence', '=', place('sequence'))
    .where('password_hash', '=', place('before')),
);

async function rewriteOne(db: Kysely<Database>, hash: StoredHash, text: string): Promise<void> {
  const { organizationId, id, sequence, text: before } = hash;
  const values = { organizationId, id, before, text };
  if (sequence === undefined) await rewritePresent(db, values);
  else await rewriteRetired(db, { ...values, sequence });
}

/** @returns how many accounts have no password any more. */
async function removeOne(db: Kysely<Database>, { organizationId, id, sequence, text }: StoredHash): Promise<number> {
  if (sequence === undefined) {
    const { numUpdatedRows } = await db
      .updateTable('credentials')
      .set(({ eb, selectFrom }) => ({
        ...{ password_hash: null, hash_cost: null, version: eb('version', '+', 1) },
        name_key: selectFrom('users')
          .select('user_name_key')
          .whereRef('users.organization_id', '=', 'credentials.organization_id')
          .whereRef('users.id', '=', 'credentials.user_id'),
      }))
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', id)
      .where('password_hash', '=', text)
      .executeTakeFirst();
    return Number(numUpdatedRows);
  }
  await db
    .deleteFrom('password_history')
    .where('organization_id', '=', organizationId)
    .where('user_id', '=', id)
    .where('sequence', '=', sequence)
    .where('password_hash', '=', text)
    .execute();
  return 0;
}
