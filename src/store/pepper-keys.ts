import type { Kysely } from 'kysely';
import { noPepperKey } from '../directory/pepper.ts';
import type { PepperKeys, PepperPass } from '../directory/pepper-key.ts';
import type { Database } from './database.ts';
import { inTransaction } from './transaction.ts';

/** What is known of the keys of the pepper: never a key. */
export function pepperKeys(db: Kysely<Database>): PepperKeys {
  return {
    async all() {
      const rows = await db
        .selectFrom('pepper_keys')
        .select(['id', 'written_at as writtenAt', 'hashes', 'counted_from as countedFrom'])
        .orderBy('id')
        .execute();
      return rows.map(({ hashes, countedFrom, ...row }) => ({
        ...row,
        ...{ hashes: hashes ?? undefined, countedFrom: countedFrom ?? undefined },
      }));
    },

    async use(id, now) {
      // What was stored before there was a pepper.
      await insert(db, noPepperKey, 0);
      await insert(db, id, now);
      await db
        .updateTable('pepper_keys')
        .set({ written_at: now })
        .where('id', '=', id)
        .where('written_at', '<', now)
        .execute();
    },

    async interrupted(id) {
      const row = await db.selectFrom('pepper_keys').select('pass').where('id', '=', id).executeTakeFirst();
      return row?.pass ? (JSON.parse(row.pass) as PepperPass) : undefined;
    },

    async keep(id, pass) {
      await db
        .updateTable('pepper_keys')
        .set({ pass: JSON.stringify(pass) })
        .where('id', '=', id)
        .execute();
    },

    async finish(id, { from, counts }) {
      await inTransaction(db, async (transaction) => {
        for (const found of Object.keys(counts)) await insert(transaction, found, 0);
        const rows = await transaction.selectFrom('pepper_keys').select('id').execute();
        for (const row of rows) {
          await transaction
            .updateTable('pepper_keys')
            .set({ hashes: counts[row.id] ?? 0, counted_from: from, ...(row.id === id && { pass: null }) })
            .where('id', '=', row.id)
            .execute();
        }
      });
    },

    async forget(id) {
      await db.deleteFrom('pepper_keys').where('id', '=', id).execute();
    },
  };
}

/** Unless it is there. */
async function insert(db: Kysely<Database>, id: string, writtenAt: number): Promise<void> {
  const values = { id, written_at: writtenAt, hashes: null, counted_from: null, pass: null };
  await db
    .insertInto('pepper_keys')
    .values(values)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}
