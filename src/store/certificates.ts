import type { Kysely } from 'kysely';
import type { Certificates } from '../directory/certificate.ts';
import { nextNumber } from './counters.ts';
import type { Database } from './database.ts';

export function certificates(db: Kysely<Database>): Certificates {
  const take = (organizationId: string) => db.deleteFrom('certificates').where('organization_id', '=', organizationId);

  return {
    of: (organizationId) =>
      db
        .selectFrom('certificates')
        .select(['id', 'role', 'certificate', 'thumbprint', 'expires_at as expiresAt'])
        .where('organization_id', '=', organizationId)
        .orderBy('role')
        .execute(),

    async put(organizationId, role, certificate, at) {
      await take(organizationId).where('role', '=', role).execute();
      const id = await nextNumber(db, organizationId, 'certificate');
      const { expiresAt, ...columns } = certificate;
      await db
        .insertInto('certificates')
        .values({ organization_id: organizationId, role, id, ...columns, expires_at: expiresAt, created_at: at })
        .execute();
      return { ...certificate, id, role };
    },

    async swap(organizationId) {
      const rows = await take(organizationId).returningAll().execute();
      const swapped = rows.map((row) => ({
        ...row,
        role: row.role === 'primary' ? ('secondary' as const) : ('primary' as const),
      }));
      if (swapped.length > 0) await db.insertInto('certificates').values(swapped).execute();
    },

    async delete(organizationId, id) {
      await take(organizationId).where('id', '=', id).execute();
    },
  };
}
