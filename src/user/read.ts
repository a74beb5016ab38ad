import type { OrganizationRecord } from '../directory/organization.ts';
import type { Permitted } from '../directory/permission.ts';
import type { Tables } from '../directory/store.ts';
import type { User, UserQuery } from '../directory/user.ts';
import { findTarget } from '../directory/user-target.ts';

/** A user as it is shown. */
export interface UserWithGroups {
  readonly user: User;
  readonly groupIds: readonly string[];
}

export async function listUsers(
  tables: Tables,
  { organizationId }: Permitted<'user.list'>,
  query: UserQuery,
): Promise<{ readonly totalCount: number; readonly results: readonly UserWithGroups[] }> {
  const { totalCount, results } = await tables.users.page(organizationId, query);
  return { totalCount, results: await withGroups(tables, organizationId, results) };
}

/** @throws GatehouseError NotFound, or Forbidden when it is not the own account and the actor manages none. */
export async function loadUser(
  tables: Tables,
  permitted: Permitted<'user.read'>,
  userId: string,
): Promise<UserWithGroups> {
  const { object: user } = await findTarget(tables.users, permitted, userId);
  const [found] = await withGroups(tables, user.organizationId, [user]);
  return found ?? { user, groupIds: [] };
}

/** @throws GatehouseError as `loadUser`. */
export async function organizationOfUser(
  { users, organizations }: Tables,
  permitted: Permitted<'user.read'>,
  userId: string,
): Promise<OrganizationRecord> {
  return await organizations.load((await findTarget(users, permitted, userId)).organizationId);
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
