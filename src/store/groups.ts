import type { Kysely } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { Groups } from '../directory/group.ts';
import type { Database } from './database.ts';

export function groups(db: Kysely<Database>): Groups {
  const select = (organizationId: string) =>
    db
      .selectFrom('groups')
      .select(['organization_id as organizationId', 'id', 'name', 'type', 'created_at as createdAt'])
      .where('organization_id', '=', organizationId);

  return {
    find: (organizationId, id) => select(organizationId).where('id', '=', id).executeTakeFirst(),

    findByName: (organizationId, name) =>
      select(organizationId).where('name_key', '=', canonical(name)).executeTakeFirst(),

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

    async addMember(organizationId, groupId, { id, type }) {
      await db
        .insertInto('memberships')
        .values({ organization_id: organizationId, group_id: groupId, member_id: id, member_type: type })
        .onConflict((conflict) => conflict.doNothing())
        .execute();
    },
  };
}
