import type { Kysely, Selectable } from 'kysely';
import { type Factor, type FactorCounts, type FactorKind, type Factors, factorKinds } from '../directory/factor.ts';
import type { UserKey } from '../directory/user.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';
import { onThread } from './long-query.ts';
import { prepared } from './prepared.ts';

export function factors(db: Kysely<Database>): Factors {
  return {
    async ofUser({ organizationId, id }) {
      const { rows } = await ofUser(db, { organizationId, id });
      return rows.map(toFactor);
    },

    async kindsOf(organizationId, userIds) {
      const rows = await db
        .selectFrom('factors')
        // With what the index of kinds has not: it would be read for this, and has those of everybody.
        .select(['user_id', 'kind', 'id'])
        .where('organization_id', '=', organizationId)
        .where(dialectOf(db).isAmong('user_id', jsonList(userIds), 'text'))
        .execute();
      const byUser = Map.groupBy(rows, ({ user_id: id }) => id);
      return new Map(
        [...byUser].map(([id, own]) => [id, factorKinds.filter((one) => own.some(({ kind }) => kind === one))]),
      );
    },

    async insert(factor) {
      await db.insertInto('factors').values(toRow(factor)).execute();
    },

    async replaceState({ organizationId, userId, id, state: before, lastUsedAt }, state, at) {
      const { numUpdatedRows } = await db
        .updateTable('factors')
        .set({ state, last_used_at: at ?? lastUsedAt })
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .where('state', '=', before)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async rename({ organizationId, userId, id }, name) {
      const { numUpdatedRows } = await db
        .updateTable('factors')
        .set({ name })
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async delete({ organizationId, userId, id }) {
      const { numDeletedRows } = await db
        .deleteFrom('factors')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', userId)
        .where('id', '=', id)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },

    async deleteOfUser({ organizationId, id }) {
      const { numDeletedRows } = await db
        .deleteFrom('factors')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .executeTakeFirst();
      return Number(numDeletedRows);
    },

    async deadline({ organizationId, id }) {
      const { rows } = await deadline(db, { organizationId, id });
      return rows[0] && { dueAt: rows[0].due_at, isDemanded: rows[0].is_demanded === 1 };
    },

    async setDeadline({ organizationId, id }, { dueAt, isDemanded }) {
      const values = { due_at: dueAt, is_demanded: isDemanded ? 1 : 0 } as const;
      await db
        .insertInto('factor_deadlines')
        .values({ organization_id: organizationId, user_id: id, ...values })
        .onConflict((conflict) => conflict.columns(['organization_id', 'user_id']).doUpdateSet(values))
        .execute();
    },

    async clearDeadline({ organizationId, id }) {
      await db
        .deleteFrom('factor_deadlines')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .execute();
    },

    count: (organizationId) => count(db, organizationId),
  };
}

const ofUser = prepared<UserKey, Row>((db, place) =>
  db
    .selectFrom('factors')
    .selectAll()
    .where('organization_id', '=', place('organizationId'))
    .where('user_id', '=', place('id'))
    .orderBy('created_at')
    .orderBy('id'),
);

const deadline = prepared<UserKey, Pick<Selectable<Database['factor_deadlines']>, 'due_at' | 'is_demanded'>>(
  (db, place) =>
    db
      .selectFrom('factor_deadlines')
      .select(['due_at', 'is_demanded'])
      .where('organization_id', '=', place('organizationId'))
      .where('user_id', '=', place('id')),
);

async function count(db: Kysely<Database>, organizationId: string): Promise<FactorCounts> {
  const people = db
    .selectFrom('factors')
    .modifyFront(onThread)
    .select(({ fn }) => fn.count<number>('user_id').distinct().as('people'))
    .where('organization_id', '=', organizationId);
  const kinds = await people.select('kind').groupBy('kind').execute();
  const any = await people.where('kind', '!=', 'recoveryCodes').executeTakeFirstOrThrow();
  const byKind = new Map(kinds.map(({ kind, people: found }) => [kind, Number(found)]));
  const counts = factorKinds.map((kind): [FactorKind, number] => [kind, byKind.get(kind) ?? 0]);
  return { ...(Object.fromEntries(counts) as Record<FactorKind, number>), any: Number(any.people) };
}

type Row = Selectable<Database['factors']>;

const toRow = (factor: Factor): Row => ({
  organization_id: factor.organizationId,
  user_id: factor.userId,
  id: factor.id,
  kind: factor.kind,
  name: factor.name,
  state: factor.state,
  sealed_secret: factor.sealedSecret,
  created_at: factor.createdAt,
  last_used_at: factor.lastUsedAt,
});

const toFactor = (row: Row): Factor => ({
  organizationId: row.organization_id,
  userId: row.user_id,
  id: row.id,
  kind: row.kind,
  name: row.name,
  state: row.state,
  sealedSecret: row.sealed_secret,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
});
