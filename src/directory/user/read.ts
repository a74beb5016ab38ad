import type { Actor } from '../permission.ts';
import type { Tables } from '../store.ts';
import type { User, UserQuery } from '../user.ts';
import { findTarget } from '../user-target.ts';

/** A user as it is shown. */
export interface UserWithGroups {
  readonly user: User;
  readonly groupIds: readonly string[];
}

export async function listUsers(
  tables: Tables,
  organizationId: string,
  query: UserQuery,
): Promise<{ readonly totalCount: number; readonly results: readonly UserWithGroups[] }> {
  const { totalCount, results } = await tables.users.page(organizationId, query);
  return { totalCount, results: await withGroups(tables, organizationId, results) };
}

/** @throws GatehouseError NotFound, or Forbidden when only an organization out of reach has such a user. */
export async function loadUser(
  tables: Tables,
  actor: Actor,
  userId: string,
  organizationId: string,
): Promise<UserWithGroups> {
  const user = await findTarget(tables.users, actor, userId, organizationId);
  const [found] = await withGroups(tables, user.organizationId, [user]);
  return found ?? { user, groupIds: [] };
}

export async function withGroups(
  { memberships }: Tables,
  organizationId: string,
  users: readonly User[],
): Promise<readonly UserWithGroups[]> {
  const ids = users.map(({ id }) => id);
  const groups = await memberships.groupIdsOf(organizationId, ids);
  return users.map((user) => ({ user, groupIds: groups.get(user.id) ?? [] }));
}
