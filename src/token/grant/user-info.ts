import type { User } from '../../directory/user.ts';
import { fullName } from '../jwt/claims.ts';
import { type GroupTables, groupClaims } from '../jwt/group-claims.ts';

/**
 * What is told of a signed-in person (OpenID Connect Core 1.0 section 5.3). Who it is stands there whatever the scopes
 * are, an empty text for what is not known: clients of the original take a member that is missing for a failed sign-in.
 * What else `profile` and `email` open by the standard is left out when it is not known.
 */
export async function userInfo(tables: GroupTables, user: User, scopes: readonly string[]): Promise<object> {
  const { name, surname, email } = user;
  return {
    sub: user.id,
    prt_id: user.organizationId,
    preferred_username: user.userName,
    name: fullName(user),
    first_name: name ?? '',
    last_name: surname ?? '',
    email: email ?? '',
    picture: '',
    ...(scopes.includes('profile') ? profileClaims(user) : {}),
    ...(scopes.includes('email') && email ? { email_verified: user.emailConfirmed } : {}),
    ...(await groupClaims(tables, user, scopes)),
  };
}

const profileClaims = ({ name, surname, modifiedAt, createdAt }: User): object => ({
  ...(name ? { given_name: name } : {}),
  ...(surname ? { family_name: surname } : {}),
  updated_at: Math.floor((modifiedAt ?? createdAt) / 1000),
});
