import type { UserActor } from '../../directory/permission/actor.ts';
import { standardScopes } from '../../directory/scope.ts';
import type { User } from '../../directory/user.ts';
import { fullName, strongSignIn } from '../jwt/claims.ts';
import { type GroupTables, groupClaims } from '../jwt/group-claims.ts';

/**
 * The claims about a signed-in person (OpenID Connect Core 1.0 section 5.3). The members that identify the person are
 * there for all scopes. What is not known is left out (section 5.3.2). But clients of the original, which ask for scopes
 * that are not in the standard, take a missing member for a failed sign-in: they get an empty text.
 */
export async function userInfo(
  tables: GroupTables,
  user: User,
  { scopes, authentication }: Pick<UserActor, 'scopes' | 'authentication'>,
): Promise<object> {
  const { name, surname, email } = user;
  const unknown = scopes.every((scope) => standardScopes.includes(scope)) ? undefined : '';
  return {
    sub: user.id,
    prt_id: user.organizationId,
    preferred_username: user.userName,
    name: fullName(user) || unknown,
    first_name: name || unknown,
    last_name: surname || unknown,
    email: email || unknown,
    picture: unknown,
    ...(scopes.includes('profile') ? profileClaims(user) : {}),
    ...(scopes.includes('email') && email ? { email_verified: user.emailConfirmed } : {}),
    ...(await groupClaims(tables, user, scopes)),
    ...(authentication && strongSignIn(Math.floor(authentication.at / 1000), authentication.amr)),
  };
}

const profileClaims = ({ name, surname, modifiedAt, createdAt }: User): object => ({
  ...(name ? { given_name: name } : {}),
  ...(surname ? { family_name: surname } : {}),
  updated_at: Math.floor((modifiedAt ?? createdAt) / 1000),
});
