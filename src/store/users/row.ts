import type { Selectable } from 'kysely';
import type { User } from '../../directory/user.ts';
import type { UserType } from '../../directory/user-type.ts';
import type { Database } from '../database.ts';

export type UserRow = Selectable<Database['users']>;

export function toUser(row: UserRow): User {
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
    type: row.type as UserType,
    extensionAttributes: row.extension_attributes === null ? {} : JSON.parse(row.extension_attributes),
    createdAt: row.created_at,
    modifiedAt: row.modified_at,
    lastLoginAt: row.last_login_at,
    tokenEpoch: row.token_epoch,
    version: row.version,
  };
}
