import { type Kysely, sql } from 'kysely';
import { administratorsGroupId } from '../directory/group.ts';
import type { Memberships } from '../directory/membership.ts';
import type { Database } from './database.ts';

/** What is asked of the members of Administrators alone. */
export function administratorMembers(
  db: Kysely<Database>,
): Pick<Memberships, 'administrators' | 'administratorsWithEmail'> {
  return {
    async administrators(organizationId) {
      const rows = await db
        .selectFrom('memberships as m')
        .leftJoin('users as u', (join) =>
          join
            .onRef('u.organization_id', '=', 'm.organization_id')
            .onRef('u.id', '=', 'm.member_id')
            .on('m.member_type', '=', 'user')
            .on('u.type', '=', 'user')
            .on('u.deleted_at', 'is', null),
        )
        .leftJoin('credentials as c', (join) =>
          join.onRef('c.organization_id', '=', 'u.organization_id').onRef('c.user_id', '=', 'u.id'),
        )
        .select(['m.member_id as id', 'u.is_active', 'u.email', 'u.email_confirmed', 'u.bypass_basic_auth_restriction'])
        .select(sql<number>`case when c.password_hash is null then 0 else 1 end`.as('has_password'))
        .select(({ exists, selectFrom }) => {
          const passkeys = selectFrom('factors as f')
            .select('f.id')
            .where('f.organization_id', '=', organizationId)
            .whereRef('f.user_id', '=', 'u.id')
            .where('f.kind', '=', 'passkey');
          return sql<number>`case when ${exists(passkeys)} then 1 else 0 end`.as('has_passkey');
        })
        .where('m.organization_id', '=', organizationId)
        .where('m.group_id', '=', administratorsGroupId)
        .execute();
      return rows.map((row) => ({
        id: row.id,
        isPerson: row.is_active === 1,
        hasPassword: row.has_password === 1,
        hasPasskey: row.has_passkey === 1,
        hasAddress: row.email !== null,
        isAddressConfirmed: row.email_confirmed === 1,
        bypassesRestriction: row.bypass_basic_auth_restriction === 1,
      }));
    },

    async administratorsWithEmail(organizationId, limit) {
      const rows = await db
        .selectFrom('memberships as m')
        // Taken in the order in which it is written: otherwise all users are walked through for those who are members.
        .crossJoin('users as u')
        .whereRef('u.organization_id', '=', 'm.organization_id')
        .whereRef('u.id', '=', 'm.member_id')
        .select('u.id')
        .where('m.organization_id', '=', organizationId)
        .where('m.group_id', '=', administratorsGroupId)
        .where('m.member_type', '=', 'user')
        .where('u.type', '=', 'user')
        .where('u.is_active', '=', 1)
        .where('u.email', 'is not', null)
        .where('u.deleted_at', 'is', null)
        .orderBy('u.created_at')
        .orderBy('u.id')
        .limit(limit)
        .execute();
      return rows.map(({ id }) => id);
    },
  };
}
