import { type Kysely, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { Group, Groups } from '../directory/group.ts';
import { mapInTurns } from '../turns.ts';
import { chunked } from './chunked.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { jsonList } from './json-list.ts';
import { hasManyRows, onThread } from './long-query.ts';
import { prepared } from './prepared.ts';

export function groups(db: Kysely<Database>): Groups {
  return {
    find: async (organizationId, id) => (await withIds(db, { organizationId, ids: jsonList([id]) })).rows[0],

    findMany: async (organizationId, ids) => {
      const found = await chunked(
        ids,
        async (some) => (await withIds(db, { organizationId, ids: jsonList(some) })).rows,
      );
      const keyed = await mapInTurns(found, (group) => ({ group, key: canonical(group.name) }));
      return keyed.sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ group }) => group);
    },

    findByName: async (organizationId, name) =>
      (await withName(db, { organizationId, nameKey: canonical(name) })).rows[0],

    after: (organizationId, name, limit) =>
      select(db, organizationId)
        .$if(name !== undefined, (groups) => groups.where('name_key', '>', canonical(name ?? '')))
        .orderBy('name_key')
        .limit(limit)
        .execute(),

    async page(organizationId, { searchTerm, orderBy, descending, skip, limit }) {
      const all = db.selectFrom('groups').where('organization_id', '=', organizationId);
      const isLong = await hasManyRows(db, all);
      const { totalCount } = await all
        .$if(isLong, (count) => count.modifyFront(onThread))
        .select(sql<number>`count(*)`.as('totalCount'))
        .where(matching(db, searchTerm))
        .executeTakeFirstOrThrow();
      const results = await select(db, organizationId)
        .$if(isLong, (page) => page.modifyFront(onThread))
        .where(matching(db, searchTerm))
        .orderBy(orderBy === 'name' ? 'name_key' : 'created_at', descending ? 'desc' : 'asc')
        .orderBy('id')
        .limit(limit)
        .offset(skip)
        .execute();
      return { totalCount, results };
    },

    async isIdKnown(id) {
      const row = await db.selectFrom('groups').select('id').where('id', '=', id).limit(1).executeTakeFirst();
      return row !== undefined;
    },

    async isMember(organizationId, groupId, memberId) {
      const { rows } = await membership(db, { organizationId, groupId, memberId });
      return rows.length > 0;
    },

    async insert({ organizationId, id, name, type, createdAt }) {
      await db
        .insertInto('groups')
        .values({
          organization_id: organizationId,
          id,
          name,
          name_key: canonical(name),
          type,
          created_at: createdAt,
          modified_at: null,
        })
        .execute();
    },

    async replace({ organizationId, id, version }, name, at) {
      const { numUpdatedRows } = await db
        .updateTable('groups')
        .set({ name, name_key: canonical(name), modified_at: at, version: version + 1 })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async delete({ organizationId, id, version }) {
      await db
        .deleteFrom('memberships')
        .where('organization_id', '=', organizationId)
        .where('group_id', '=', id)
        .execute();
      const { numDeletedRows } = await db
        .deleteFrom('groups')
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },

    async touch(organizationId, id) {
      await db
        .updateTable('groups')
        .set({ version: sql`version + 1` })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .execute();
    },

    async addMember(organizationId, groupId, { id, type }) {
      await db
        .insertInto('memberships')
        .values({ organization_id: organizationId, group_id: groupId, member_id: id, member_type: type })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
  };
}

function matching(db: Kysely<Database>, searchTerm: string | undefined) {
  if (searchTerm === undefined) return sql<boolean>`true`;
  return dialectOf(db).contains(sql.ref('name_key'), canonical(searchTerm));
}

const select = (db: Kysely<Database>, organizationId: string) =>
  db
    .selectFrom('groups')
    .select(['organization_id as organizationId', 'id', 'name', 'type'])
    .select(['created_at as createdAt', 'modified_at as modifiedAt', 'version'])
    .where('organization_id', '=', organizationId);

interface OfOrganization {
  readonly organizationId: string;
}

const withIds = prepared<OfOrganization & { readonly ids: string }, Group>((db, place) =>
  select(db, place('organizationId')).where(dialectOf(db).isAmong('id', place('ids'), 'text')),
);

const withName = prepared<OfOrganization & { readonly nameKey: string }, Group>((db, place) =>
  select(db, place('organizationId')).where('name_key', '=', place('nameKey')),
);

const membership = prepared<OfOrganization & { readonly groupId: string; readonly memberId: string }, object>(
  (db, place) =>
    db
      .selectFrom('memberships')
      .select('member_id')
      .where('organization_id', '=', place('organizationId'))
      .where('group_id', '=', place('groupId'))
      .where('member_id', '=', place('memberId')),
);
