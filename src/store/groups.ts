import { type Kysely, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { Groups } from '../directory/group.ts';
import { mapInTurns } from '../turns.ts';
import { chunked } from './chunked.ts';
import type { Database } from './database.ts';
import { containing } from './like.ts';
import { hasManyRows, onThread } from './long-query.ts';

export function groups(db: Kysely<Database>): Groups {
  return {
    find: (organizationId, id) => select(db, organizationId).where('id', '=', id).executeTakeFirst(),

    findMany: async (organizationId, ids) => {
      const found = await chunked(ids, (some) => select(db, organizationId).where('id', 'in', some).execute());
      const keyed = await mapInTurns(found, (group) => ({ group, key: canonical(group.name) }));
      return keyed.sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ group }) => group);
    },

    findByName: (organizationId, name) =>
      select(db, organizationId).where('name_key', '=', canonical(name)).executeTakeFirst(),

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
        .where(matching(searchTerm))
        .executeTakeFirstOrThrow();
      const results = await select(db, organizationId)
        .$if(isLong, (page) => page.modifyFront(onThread))
        .where(matching(searchTerm))
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
      const row = await db
        .selectFrom('memberships')
        .select('member_id')
        .where('organization_id', '=', organizationId)
        .where('group_id', '=', groupId)
        .where('member_id', '=', memberId)
        .executeTakeFirst();
      return row !== undefined;
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

function matching(searchTerm: string | undefined) {
  if (searchTerm === undefined) return sql<boolean>`true`;
  return sql<boolean>`name_key like ${containing(canonical(searchTerm))} escape '\\'`;
}

const select = (db: Kysely<Database>, organizationId: string) =>
  db
    .selectFrom('groups')
    .select(['organization_id as organizationId', 'id', 'name', 'type'])
    .select(['created_at as createdAt', 'modified_at as modifiedAt', 'version'])
    .where('organization_id', '=', organizationId);
