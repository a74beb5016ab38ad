import { type Kysely, type Selectable, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import { candidateIds } from '../directory/identifier.ts';
import { hostId, type Organization, type Organizations } from '../directory/organization.ts';
import type { Database } from './database.ts';
import { prepared } from './prepared.ts';

export function organizations(db: Kysely<Database>): Organizations {
  return {
    async any() {
      const row = await db
        .selectFrom('organizations')
        .select('id')
        .where('id', '!=', hostId)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async findById(text) {
      for (const id of candidateIds(text)) {
        const { rows } = await findById(db, { id });
        if (rows[0]) return toOrganization(rows[0]);
      }
      return undefined;
    },

    async find(idOrName) {
      const row = await db
        .selectFrom('organizations')
        .selectAll()
        .where((where) =>
          where.or([where('id', 'in', [...candidateIds(idOrName)]), where('name_key', '=', canonical(idOrName))]),
        )
        .executeTakeFirst();
      return row && toOrganization(row);
    },

    async findDefault() {
      const rows = await db
        .selectFrom('organizations')
        .selectAll()
        .where('id', '!=', hostId)
        .orderBy(sql`name_key = 'DEFAULT'`, 'desc')
        .limit(2)
        .execute();
      const [first, second] = rows;
      if (!first || (second && first.name_key !== 'DEFAULT')) return undefined;
      return toOrganization(first);
    },

    async findTenant(organizationId, idOrName) {
      const row = await db
        .selectFrom('tenants')
        .select(['organization_id as organizationId', 'id', 'name', 'created_at as createdAt'])
        .where('organization_id', '=', organizationId)
        .where((where) =>
          where.or([where('id', 'in', [...candidateIds(idOrName)]), where('name_key', '=', canonical(idOrName))]),
        )
        .executeTakeFirst();
      return row;
    },

    async insert({ id, name, createdAt }) {
      await db
        .insertInto('organizations')
        .values({ id, name, name_key: canonical(name), created_at: createdAt, modified_at: null })
        .execute();
    },

    async insertTenant({ organizationId, id, name, createdAt }) {
      await db
        .insertInto('tenants')
        .values({ organization_id: organizationId, id, name, name_key: canonical(name), created_at: createdAt })
        .execute();
    },
  };
}

type OrganizationRow = Selectable<Database['organizations']>;

const findById = prepared<{ readonly id: string }, OrganizationRow>((db, place) =>
  db.selectFrom('organizations').selectAll().where('id', '=', place('id')),
);

const toOrganization = (row: OrganizationRow): Organization => ({
  id: row.id,
  name: row.name,
  isActive: row.is_active === 1,
  createdAt: row.created_at,
});
