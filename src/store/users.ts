import { type Kysely, type Selectable, sql } from 'kysely';
import { canonical } from '../directory/canonical.ts';
import type { User, Users } from '../directory/user.ts';
import { nextNumber } from './counters.ts';
import type { Database } from './database.ts';

export function users(db: Kysely<Database>): Users {
  const living = () => db.selectFrom('users').selectAll().where('deleted_at', 'is', null);
  return {
    async find({ organizationId, id }) {
      const row = await living().where('organization_id', '=', organizationId).where('id', '=', id).executeTakeFirst();
      return row && toUser(row);
    },

    async findByName(organizationId, userName) {
      const row = await living()
        .where('organization_id', '=', organizationId)
        .where('user_name_key', '=', canonical(userName))
        .executeTakeFirst();
      return row && toUser(row);
    },

    async findByEmail(organizationId, email) {
      const row = await living()
        .where('organization_id', '=', organizationId)
        .where('email_key', '=', canonical(email))
        .executeTakeFirst();
      return row && toUser(row);
    },

    async isIdTaken({ organizationId, id }) {
      const row = await db
        .selectFrom('users')
        .select('id')
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .executeTakeFirst();
      return row !== undefined;
    },

    async existsAnywhere(ids) {
      const row = await db
        .selectFrom('users')
        .select('id')
        .where('id', 'in', [...ids])
        .where('deleted_at', 'is', null)
        .limit(1)
        .executeTakeFirst();
      return row !== undefined;
    },

    async insert(user) {
      await db
        .insertInto('users')
        .values({
          organization_id: user.organizationId,
          id: user.id,
          legacy_id: user.legacyId ?? (await nextNumber(db, user.organizationId, 'legacy_id')),
          user_name: user.userName,
          user_name_key: canonical(user.userName),
          email: user.email,
          email_key: user.email ? canonical(user.email) : null,
          email_confirmed: user.emailConfirmed ? 1 : 0,
          name: user.name,
          surname: user.surname,
          display_name: user.displayName,
          is_active: user.isActive ? 1 : 0,
          bypass_basic_auth_restriction: user.bypassBasicAuthRestriction ? 1 : 0,
          invitation_accepted: user.invitationAccepted ? 1 : 0,
          created_at: user.createdAt,
          modified_at: null,
          last_login_at: null,
          deleted_at: null,
        })
        .execute();
    },

    async revokeTokens({ organizationId, id }, at) {
      await db
        .updateTable('users')
        .set({ modified_at: at, token_epoch: sql`token_epoch + 1` })
        .where('organization_id', '=', organizationId)
        .where('id', '=', id)
        .execute();
    },
  };
}

function toUser(row: Selectable<Database['users']>): User {
  return {
    organizationId: row.organization_id,
    id: row.id,
    legacyId: row.legacy_id,
    userName: row.user_name,
    email: row.email,
    emailConfirmed: row.email_confirmed === 1,
    name: row.name,
    surname: row.surname,
    displayName: row.display_name,
    isActive: row.is_active === 1,
    bypassBasicAuthRestriction: row.bypass_basic_auth_restriction === 1,
    invitationAccepted: row.invitation_accepted === 1,
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    lastLoginAt: row.last_login_at,
    tokenEpoch: row.token_epoch,
  };
}
