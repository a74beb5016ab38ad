import { type Kysely, type Selectable, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import { hostId, type Organization, type OrganizationRecord, type Organizations } from '../directory/organization.ts';
import { entityNotFound } from '../errors.ts';
import type { Database } from './database.ts';
import { dialectOf } from './dialect.ts';
import { hasManyRows, onThread } from './long-query.ts';

export type OrganizationRow = Selectable<Database['organizations']>;

const columns = { name: 'name_key', createdAt: 'created_at' } as const;

/** What only those who run the host ask of organizations. */
export function organizationRecords(
  db: Kysely<Database>,
): Pick<Organizations, 'load' | 'page' | 'after' | 'idsAfter' | 'isIdTaken' | 'update' | 'delete'> {
  const living = () => db.selectFrom('organizations').where('id', '!=', hostId).where('deleted_at', 'is', null);
  const named = (part: string | undefined) =>
    part === undefined ? living() : living().where(dialectOf(db).contains(sql.ref('name_key'), canonical(part)));
  const withTenants = async (rows: readonly OrganizationRow[]): Promise<readonly OrganizationRecord[]> => {
    const ids = rows.map(({ id }) => id);
    const tenants = await db
      .selectFrom('tenants')
      .select(['organization_id as organizationId', 'id', 'name', 'created_at as createdAt'])
      .where('organization_id', 'in', ids)
      .orderBy('name_key')
      .execute();
    const byOrganization = Map.groupBy(tenants, ({ organizationId }) => organizationId);
    return rows.map((row) => ({
      ...toOrganization(row),
      modifiedAt: row.modified_at,
      tenants: byOrganization.get(row.id) ?? [],
    }));
  };

  return {
    async load(id) {
      const row = await db
        .selectFrom('organizations')
        .selectAll()
        .where('id', '=', id)
        .where('deleted_at', 'is', null)
        .executeTakeFirstOrThrow(entityNotFound);
      return (await withTenants([row]))[0] as OrganizationRecord;
    },

    async page({ orderBy, descending, skip, limit, part }) {
      const found = named(part);
      const isLong = await hasManyRows(db, db.selectFrom('organizations'));
      const { totalCount } = await found
        .$if(isLong, (count) => count.modifyFront(onThread))
        .select(sql<number>`count(*)`.as('totalCount'))
        .executeTakeFirstOrThrow();
      const rows = await found
        .$if(isLong, (page) => page.modifyFront(onThread))
        .selectAll()
        .orderBy(columns[orderBy], descending ? 'desc' : 'asc')
        .orderBy('id')
        .limit(limit)
        .offset(skip)
        .execute();
      return { totalCount, results: await withTenants(rows) };
    },

    async after(name, limit, part) {
      const isLong = part !== undefined && (await hasManyRows(db, db.selectFrom('organizations')));
      const rows = await named(part)
        .$if(isLong, (some) => some.modifyFront(onThread))
        .$if(name !== undefined, (some) => some.where('name_key', '>', canonical(name ?? '')))
        .selectAll()
        .orderBy('name_key')
        .limit(limit)
        .execute();
      return await withTenants(rows);
    },

    async idsAfter(id, limit) {
      const rows = await living().select('id').where('id', '>', id).orderBy('id').limit(limit).execute();
      return rows.map((row) => row.id);
    },

    async isIdTaken(id) {
      return (await db.selectFrom('organizations').select('id').where('id', '=', id).execute()).length > 0;
    },

    async update({ id, name, isActive }, at) {
      await db
        .updateTable('organizations')
        .set({ name, name_key: canonical(name), is_active: isActive ? 1 : 0, modified_at: at })
        .where('id', '=', id)
        .execute();
    },

    async delete(id, at) {
      // No name is a UUID, so this key stands in nobody's way.
      await db
        .updateTable('organizations')
        .set({ name_key: id, is_active: 0, modified_at: at, deleted_at: at })
        .where('id', '=', id)
        .execute();
    },
  };
}

export const toOrganization = (row: OrganizationRow): Organization => ({
  id: row.id,
  name: row.name,
  isActive: row.is_active === 1,
  createdAt: row.created_at,
});
