import { latenessMs } from '../directory/attempt-counter.ts';
import { everyoneGroupId } from '../directory/group.ts';
import type { OrganizationRecord } from '../directory/organization.ts';
import type { Permitted } from '../directory/permission.ts';
import { countingKinds, secondFactorPolicy } from '../directory/second-factor.ts';
import type { Tables } from '../directory/store.ts';
import type { User, UserQuery, UserSelection } from '../directory/user.ts';
import { findTarget } from '../directory/user-target.ts';
import { mostInADay } from '../password/attempts.ts';
import { signInRules } from '../password/rules.ts';

/** A user as it is shown. */
export interface UserWithGroups {
  readonly user: User;
  readonly groupIds: readonly string[];
}

/** @param now the moment at which somebody is locked. */
export async function listUsers(
  tables: Tables,
  { organizationId }: Permitted<'user.list'>,
  query: Omit<UserQuery, 'lock' | 'factorKinds'>,
  now: number,
): Promise<{ readonly totalCount: number; readonly results: readonly UserWithGroups[] }> {
  const selection = await selectionAt(tables, organizationId, query, now);
  const { totalCount, results } = await tables.users.page(organizationId, { ...query, ...selection });
  return { totalCount, results: await withGroups(tables, organizationId, results) };
}

/**
 * The group *Everyone* leaves out nobody. Whether a counter of attempts refuses depends on the moment and on the rules of the
 * organization, and so does what counts as a second factor.
 */
export async function selectionAt(
  { settings }: Pick<Tables, 'settings'>,
  organizationId: string,
  { searchTerm, state, groupId }: Omit<UserSelection, 'lock' | 'factorKinds'>,
  now: number,
): Promise<UserSelection> {
  const selection = { searchTerm, state, groupId: groupId === everyoneGroupId ? undefined : groupId };
  if (state === 'withoutSecondFactor') {
    return { ...selection, factorKinds: countingKinds(secondFactorPolicy(await settings.inForce(organizationId))) };
  }
  if (state !== 'locked') return selection;
  const { lockoutMs } = signInRules(await settings.inForce(organizationId)).lockout;
  return { ...selection, lock: { now, latestLock: now + lockoutMs + latenessMs, inADay: mostInADay } };
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
