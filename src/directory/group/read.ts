import type { DirectoryEntity } from '../directory-entity.ts';
import { everyoneGroupId, findGroup, type Group } from '../group.ts';
import { candidateIds } from '../identifier.ts';
import type { MemberQuery } from '../membership.ts';
import type { Permitted } from '../permission.ts';
import type { Tables } from '../store.ts';

/** A group as it is shown. */
export interface GroupWithMembers {
  readonly group: Group;
  readonly members: readonly DirectoryEntity[];
}

type Reader = Permitted<'group.read'>;

/** Groups read from the store at once. */
const batchSize = 100;

/** Every group of the organization, by name, read while they are used. */
export async function* listGroups(tables: Tables, { organizationId }: Reader): AsyncGenerator<GroupWithMembers> {
  for (let after: string | undefined; ; ) {
    const groups = await tables.groups.after(organizationId, after, batchSize);
    const ids = groups.map(({ id }) => id);
    const members = await tables.memberships.ofGroups(organizationId, ids);
    for (const group of groups) yield { group, members: members.get(group.id) ?? [] };
    after = groups.at(-1)?.name;
    if (groups.length < batchSize) return;
  }
}

/** Those that there are, by name. */
export async function loadGroups(
  tables: Tables,
  { organizationId }: Reader,
  ids: readonly string[],
): Promise<readonly GroupWithMembers[]> {
  const groups = await tables.groups.findMany(organizationId, ids);
  const found = groups.map(({ id }) => id);
  const members = await tables.memberships.ofGroups(organizationId, found);
  return groups.map((group) => ({ group, members: members.get(group.id) ?? [] }));
}

/** @throws GatehouseError NotFound. */
export async function loadGroup(
  tables: Tables,
  { organizationId }: Permitted<'group.read' | 'group.write'>,
  groupId: string,
): Promise<GroupWithMembers> {
  return withMembers(tables, await findGroup(tables.groups, organizationId, candidateIds(groupId)));
}

async function withMembers(tables: Tables, group: Group): Promise<GroupWithMembers> {
  const members = await tables.memberships.ofGroups(group.organizationId, [group.id]);
  return { group, members: members.get(group.id) ?? [] };
}

/** Which of the accounts are in the group. In Everyone is every one of them that there is. */
export async function membersAmong(
  tables: Tables,
  { organizationId }: Reader,
  groupId: string,
  ids: readonly string[],
): Promise<readonly DirectoryEntity[]> {
  const group = await findGroup(tables.groups, organizationId, candidateIds(groupId));
  const accounts = await tables.entities.findByIds(organizationId, ['user', 'robotAccount', 'application'], ids);
  if (group.id === everyoneGroupId) return accounts;
  const inside = await tables.memberships.among(organizationId, group.id, ids);
  return accounts.filter(({ id }) => inside.has(id));
}

/** @throws GatehouseError NotFound. */
export async function pageOfMembers(
  tables: Tables,
  { organizationId }: Reader,
  groupId: string,
  query: MemberQuery,
): Promise<{ readonly totalCount: number; readonly results: readonly DirectoryEntity[] }> {
  const group = await findGroup(tables.groups, organizationId, candidateIds(groupId));
  return await tables.memberships.page(organizationId, group.id, query);
}

/** Who may enter the organization: every account of it, which is to say Everyone. */
export const whoMayEnter = (
  { groups }: Pick<Tables, 'groups'>,
  { organizationId }: Permitted<'signInPolicy.read'>,
): Promise<Group> => findGroup(groups, organizationId, [everyoneGroupId]);
