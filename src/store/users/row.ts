import { type Selectable, sql } from 'kysely';
import type { User } from '../../directory/user.ts';
import { type UserType, userTypes } from '../../directory/user-type.ts';
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

/** The number of a type, which clients see and by which lists are sorted: as an index has it. */
export const typeNumber = sql`case type ${sql.join(
  userTypes.map((type, number) => sql`when ${sql.lit(type)} then ${sql.lit(number)}`),
  sql` `,
)} end`;
