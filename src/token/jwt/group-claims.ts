import { everyoneGroupId } from '../../directory/group.ts';
import type { Tables } from '../../directory/store.ts';
import type { UserKey } from '../../directory/user.ts';

export type GroupTables = Pick<Tables, 'groups' | 'memberships'>;

/** The names of a person's groups, in the claims that applications expect. */
export interface GroupClaims {
  readonly groups?: readonly string[];
  readonly roles?: readonly string[];
}

/**
 * The claims for the scopes `groups` and `roles`: the names of the person's groups, *Everyone* included, in alphabetical
 * order. Applications ask for either, and with `roles` expect a claim of that name.
 */
export async function groupClaims(
  tables: GroupTables,
  { organizationId, id }: UserKey,
  scopes: readonly string[],
): Promise<GroupClaims> {
  if (!scopes.includes('groups') && !scopes.includes('roles')) return {};
  const ids = (await tables.memberships.groupIdsOf(organizationId, [id])).get(id) ?? [];
  const found = await tables.groups.findMany(organizationId, [...new Set([...ids, everyoneGroupId])]);
  const groups = found.map(({ name }) => name).sort();
  return { groups, ...(scopes.includes('roles') ? { roles: groups } : {}) };
}
