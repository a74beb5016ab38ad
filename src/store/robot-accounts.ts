import { type Kysely, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { RobotAccountQuery, RobotAccounts } from '../directory/robot-account.ts';
import { chunked } from './chunked.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { hasManyRows, onThread } from './long-query.ts';
import { nothingFirst } from './order.ts';
import { insertSubjects } from './subjects.ts';

export function robotAccounts(db: Kysely<Database>): RobotAccounts {
  return {
    findMany: (organizationId, ids) =>
      chunked(ids, (some) => select(db, organizationId).where('id', 'in', some).execute()),

    findByName: (organizationId, name) =>
      select(db, organizationId).where('name_key', '=', canonical(name)).executeTakeFirst(),

    async page(organizationId, { searchTerm, orderBy, descending, skip, limit }) {
      const all = db.selectFrom('robot_accounts').where('organization_id', '=', organizationId);
      const isLong = await hasManyRows(db, all);
      const { totalCount } = await all
        .$if(isLong, (count) => count.modifyFront(onThread))
        .select(sql<number>`count(*)`.as('totalCount'))
        .where(matching(db, searchTerm))
        .executeTakeFirstOrThrow();
      const results = await select(db, organizationId)
        .$if(isLong, (page) => page.modifyFront(onThread))
        .where(matching(db, searchTerm))
        .orderBy(orderColumns[orderBy], nothingFirst(descending))
        .orderBy('id')
        .limit(limit)
        .offset(skip)
        .execute();
      return { totalCount, results };
    },

    async insert({ organizationId, id, name, displayName, createdAt }) {
      await insertSubjects(db, [[id, organizationId, 'robotAccount']]);
      await db
        .insertInto('robot_accounts')
        .values({
          organization_id: organizationId,
          id,
          name,
          name_key: canonical(name),
          display_name: displayName,
          display_name_key: canonical(displayName),
          created_at: createdAt,
          modified_at: null,
          last_login_at: null,
        })
        .execute();
    },

    async replace({ organizationId, id, version }, displayName, at) {
      const { numUpdatedRows } = await db
        .updateTable('robot_accounts')
        .set({ display_name: displayName, display_name_key: canonical(displayName) })
        .set({ modified_at: at, version: version + 1 })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },

    async delete({ organizationId, id, version }) {
      const { numDeletedRows } = await db
        .deleteFrom('robot_accounts')
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .where('version', '=', version)
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}

const select = (db: Kysely<Database>, organizationId: string) =>
  db
    .selectFrom('robot_accounts')
    .select(['organization_id as organizationId', 'id', 'name', 'display_name as displayName'])
    .select(['created_at as createdAt', 'modified_at as modifiedAt', 'last_login_at as lastLoginAt', 'version'])
    .where('organization_id', '=', organizationId);

function matching(db: Kysely<Database>, searchTerm: string | undefined) {
  if (searchTerm === undefined) return sql<boolean>`true`;
  const has = (column: string) => dialectOf(db).contains(sql.ref(column), canonical(searchTerm));
  return sql<boolean>`(${has('name_key')} or ${has('display_name_key')})`;
}

const orderColumns = {
  name: 'name_key',
  displayName: 'display_name_key',
  id: 'id',
  creationTime: 'created_at',
  lastLoginTime: 'last_login_at',
} as const satisfies Readonly<Record<RobotAccountQuery['orderBy'], string>>;
