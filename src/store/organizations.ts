import { type Kysely, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import { candidateIds, zeroUuid } from '../directory/identifier.ts';
import type { Organizations } from '../directory/organization.ts';
import type { Database } from './database.ts';

export function organizations(db: Kysely<Database>): Organizations {
  return {
    async any() {
      return (await db.selectFrom('organizations').select('id').limit(1).executeTakeFirst()) !== undefined;
    },

    async find(idOrName) {
      const row = await db
        .selectFrom('organizations')
        .select(['id', 'name', 'created_at as createdAt'])
        .where((where) =>
          where.or([where('id', 'in', [...candidateIds(idOrName)]), where('name_key', '=', canonical(idOrName))]),
        )
        .executeTakeFirst();
      return row;
    },

    async findDefault() {
      const rows = await db
        .selectFrom('organizations')
        .select(['id', 'name', 'name_key', 'created_at as createdAt'])
        .where('id', '!=', zeroUuid)
        .orderBy(sql`name_key = 'DEFAULT'`, 'desc')
        .limit(2)
        .execute();
      const [first, second] = rows;
      if (!first || (second && first.name_key !== 'DEFAULT')) return undefined;
      const { id, name, createdAt } = first;
      return { id, name, createdAt };
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
        .values({ id, name, name_key: canonical(name), created_at: createdAt })
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
