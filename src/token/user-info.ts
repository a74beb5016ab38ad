import type { User } from '../directory/user.ts';

/**
 * What is told of a signed-in person (OpenID Connect Core 1.0 section 5.3): who it is, and what the scopes `profile` and
 * `email` open. A claim that has no value is left out.
 */
export function userInfo(user: User, scopes: readonly string[]): object {
  const profile = scopes.includes('profile') ? profileClaims(user) : {};
  const email =
    scopes.includes('email') && user.email ? { email: user.email, email_verified: user.emailConfirmed } : {};
  return { sub: user.id, prt_id: user.organizationId, ...profile, ...email };
}

function profileClaims({ userName, displayName, name, surname, modifiedAt, createdAt }: User): object {
  const fullName = displayName || [name, surname].filter(Boolean).join(' ');
  return {
    preferred_username: userName,
    ...(fullName ? { name: fullName } : {}),
    ...(name ? { given_name: name } : {}),
    ...(surname ? { family_name: surname } : {}),
    updated_at: Math.floor((modifiedAt ?? createdAt) / 1000),
  };
}
