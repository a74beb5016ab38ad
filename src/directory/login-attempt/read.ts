import type { LoginAttemptPage, LoginAttemptQuery } from '../login-attempt.ts';
import type { Permitted } from '../permission.ts';
import type { Tables } from '../store.ts';
import { findTarget } from '../user-target.ts';

/** @throws GatehouseError NotFound, or Forbidden when it is not the own account and the actor manages none. */
export async function listLoginAttempts(
  { users, loginAttempts }: Pick<Tables, 'users' | 'loginAttempts'>,
  permitted: Permitted<'loginAttempt.read'>,
  userId: string,
  query: Omit<LoginAttemptQuery, 'organizationId' | 'userId'>,
): Promise<LoginAttemptPage> {
  const { object: user } = await findTarget(users, permitted, userId);
  return await loginAttempts.page({ ...query, organizationId: user.organizationId, userId: user.id });
}
