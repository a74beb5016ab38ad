import type { Kysely } from 'kysely';
import type { Consents } from '../directory/consent.ts';
import type { UserKey } from '../directory/user.ts';
import type { Database } from './database.ts';
import { servedOrganizations } from './served-organizations.ts';

export function consents(db: Kysely<Database>): Consents {
  const find = async ({ organizationId, id }: UserKey, applicationId: string): Promise<readonly string[]> => {
    const row = await db
      .selectFrom('consents')
      .select('scopes')
      .where('organization_id', '=', organizationId)
      .where('user_id', '=', id)
      .where('application_id', '=', applicationId)
      .executeTakeFirst();
    return row ? (JSON.parse(row.scopes) as string[]) : [];
  };
  return {
    find,
    async list({ organizationId, id }) {
      const rows = await db
        .selectFrom('consents')
        .select(['application_id', 'scopes', 'granted_at'])
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .execute();
      return rows.map((row) => ({
        applicationId: row.application_id,
        scopes: JSON.parse(row.scopes) as string[],
        grantedAt: row.granted_at,
      }));
    },

    async withdraw({ organizationId, id }, applicationId) {
      const { numDeletedRows } = await db
        .deleteFrom('consents')
        .where('organization_id', '=', organizationId)
        .where('user_id', '=', id)
        .where('application_id', '=', applicationId)
        .executeTakeFirst();
      return numDeletedRows > 0n;
    },

    async add(user, applicationId, granted, at) {
      const known = await find(user, applicationId);
      const scopes = JSON.stringify([...new Set([...known, ...granted])].sort());
      const key = { organization_id: user.organizationId, user_id: user.id, application_id: applicationId };
      await db
        .insertInto('consents')
        .values({ ...key, scopes, granted_at: at })
        .onConflict((conflict) =>
          conflict.columns(['organization_id', 'user_id', 'application_id']).doUpdateSet({ scopes, granted_at: at }),
        )
        .execute();
    },

    async forget(application) {
      for await (const organizationId of servedOrganizations(db, application)) {
        await db
          .deleteFrom('consents')
          .where('organization_id', '=', organizationId)
          .where('application_id', '=', application.id)
          .execute();
      }
    },
  };
}
