import type { Kysely } from 'kysely';
import type { HashCosts, PricedHash } from '../directory/hash-cost.ts';
import type { Database } from './database.ts';
import { hostCounter } from './host-counter.ts';
import { prepared } from './prepared.ts';
import { inTransaction } from './transaction.ts';

export function hashCosts(db: Kysely<Database>): HashCosts {
  const finished = hostCounter(db, 'hash_costs');
  return {
    async ofNext(organizationId, behind, limit) {
      const rows = await db
        .selectFrom('credentials')
        .select(['user_id as id', 'password_hash as text', 'hash_cost as cost'])
        .where('organization_id', '=', organizationId)
        .where('user_id', '>', behind)
        .where('password_hash', 'is not', null)
        .orderBy('user_id')
        .limit(limit)
        .execute();
      return rows.map(({ id, text, cost }) => ({ organizationId, id, text: text ?? '', cost }));
    },

    async price(changes) {
      await inTransaction(db, async (transaction) => {
        for (const change of changes) await priceOne(transaction, change);
      });
    },

    finishedFor: finished.read,

    finish: finished.write,
  };
}

const priceOne = prepared<PricedHash, unknown>((db, place) =>
  db
    .updateTable('credentials')
    .set({ hash_cost: place('cost') })
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .where('password_hash', '=', place('text')),
);
