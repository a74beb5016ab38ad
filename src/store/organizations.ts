import { type Kysely, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import { candidateIds } from '../directory/identifier.ts';
import { hostId, type Organizations } from '../directory/organization.ts';
import type { Sealer } from '../directory/sealer.ts';
import { beginLog } from './audit-heads.ts';
import { startNumbers } from './counters.ts';
import type { Database } from './database.ts';
import { organizationPurge } from './organization-purge.ts';
import { type OrganizationRow, organizationRecords, toOrganization } from './organization-records.ts';
import { prepared } from './prepared.ts';
import { remembered } from './remembered.ts';

/** How many numbers in the search index an organization has for its users. All of them together are less than 2^53. */
const usersOfOne = 2 ** 31;

export function organizations(db: Kysely<Database>, sealer: Sealer): Organizations {
  return {
    async findById(text) {
      for (const id of candidateIds(text)) {
        const { rows } = await findById(db, { id });
        if (rows[0]) return toOrganization(rows[0]);
      }
      return undefined;
    },

    async find(idOrName) {
      const [id = '', otherId = id] = candidateIds(idOrName);
      const { rows } = await find(db, { id, otherId, nameKey: canonical(idOrName) });
      return rows[0] && toOrganization(rows[0]);
    },

    async findDefault() {
      const { rows } = await firstOfAll(db, {});
      const [first, second] = rows;
      if (!first || (second && first.name_key !== 'DEFAULT')) return undefined;
      return toOrganization(first);
    },

    async howMany() {
      const { rows } = await firstTwo(db, {});
      return (['none', 'one'] as const)[rows.length] ?? 'several';
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

    async findByTenant(idOrName) {
      const rows = await db
        .selectFrom('tenants as t')
        .innerJoin('organizations as o', 'o.id', 't.organization_id')
        .selectAll('o')
        .distinct()
        .where('o.deleted_at', 'is', null)
        .where((where) =>
          where.or([where('t.id', 'in', [...candidateIds(idOrName)]), where('t.name_key', '=', canonical(idOrName))]),
        )
        .limit(2)
        .execute();
      return rows.length === 1 && rows[0] ? toOrganization(rows[0]) : undefined;
    },

    async insert({ id, name, createdAt }) {
      const last = await db.selectFrom('organizations').select('number').orderBy('number', 'desc').limit(1).execute();
      const number = (last[0]?.number ?? 0) + 1;
      await db
        .insertInto('organizations')
        .values({ id, number, name, name_key: canonical(name), created_at: createdAt })
        .execute();
      await startNumbers(db, id, 'user_search', number * usersOfOne);
      await beginLog(db, sealer, id);
    },

    async insertTenant({ organizationId, id, name, createdAt }) {
      await db
        .insertInto('tenants')
        .values({ organization_id: organizationId, id, name, name_key: canonical(name), created_at: createdAt })
        .execute();
    },

    async renameTenant({ organizationId, id }, name) {
      await db
        .updateTable('tenants')
        .set({ name, name_key: canonical(name) })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .execute();
    },

    async deleteTenant({ organizationId, id }) {
      await db.deleteFrom('tenants').where('organization_id', '=', organizationId).where('id', '=', id).execute();
    },

    ...organizationRecords(db),
    ...organizationPurge(db),
  };
}

interface Named {
  readonly id: string;
  readonly otherId: string;
  readonly nameKey: string;
}

/** Not remembered: anyone may ask for any name. */
const find = prepared<Named, OrganizationRow>((db, place) =>
  db
    .selectFrom('organizations')
    .selectAll()
    .where('deleted_at', 'is', null)
    .where((where) =>
      where.or([where('id', 'in', [place('id'), place('otherId')]), where('name_key', '=', place('nameKey'))]),
    ),
);

const firstOfAll = remembered(
  ['organizations'],
  prepared<object, OrganizationRow>((db) =>
    db
      .selectFrom('organizations')
      .selectAll()
      .where('id', '!=', hostId)
      .where('deleted_at', 'is', null)
      .orderBy(sql`name_key = 'DEFAULT'`, 'desc')
      .limit(2),
  ),
);

const firstTwo = remembered(
  ['organizations'],
  prepared<object, Pick<OrganizationRow, 'id'>>((db) =>
    db.selectFrom('organizations').select('id').where('id', '!=', hostId).where('deleted_at', 'is', null).limit(2),
  ),
);

const findById = remembered(
  ['organizations'],
  prepared<{ readonly id: string }, OrganizationRow>((db, place) =>
    db.selectFrom('organizations').selectAll().where('id', '=', place('id')).where('deleted_at', 'is', null),
  ),
);
