import { mapInTurns } from '../../turns.ts';
import { type DirectoryEntity, shownTo } from '../directory-entity.ts';
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
export async function* listGroups(tables: Tables, permitted: Reader): AsyncGenerator<GroupWithMembers> {
  const { organizationId } = permitted;
  for (let after: string | undefined; ; ) {
    const groups = await tables.groups.after(organizationId, after, batchSize);
    yield* await withMembers(tables, permitted, groups);
    after = groups.at(-1)?.name;
    if (groups.length < batchSize) return;
  }
}

/** Those that there are, by name. */
export async function loadGroups(
  tables: Tables,
  permitted: Reader,
  ids: readonly string[],
): Promise<readonly GroupWithMembers[]> {
  return await withMembers(tables, permitted, await tables.groups.findMany(permitted.organizationId, ids));
}

/** @throws GatehouseError NotFound. */
export async function loadGroup(
  tables: Tables,
  permitted: Permitted<'group.read' | 'group.write'>,
  groupId: string,
): Promise<GroupWithMembers> {
  const group = await findGroup(tables.groups, permitted.organizationId, candidateIds(groupId));
  const [found] = await withMembers(tables, permitted, [group]);
  return found ?? { group, members: [] };
}

async function withMembers(
  tables: Tables,
  permitted: Permitted<'group.read' | 'group.write'>,
  groups: readonly Group[],
): Promise<readonly GroupWithMembers[]> {
  const ids = groups.map(({ id }) => id);
  const members = await tables.memberships.ofGroups(permitted.organizationId, ids);
  const found: GroupWithMembers[] = [];
  for (const group of groups) {
    const inside = await mapInTurns(members.get(group.id) ?? [], (member) => shownTo(permitted, member));
    found.push({ group, members: inside });
  }
  return found;
}

/** Which of the accounts are in the group. In Everyone is every one of them that there is. */
export async function membersAmong(
  tables: Tables,
  permitted: Reader,
  groupId: string,
  ids: readonly string[],
): Promise<readonly DirectoryEntity[]> {
  const { organizationId } = permitted;
  const group = await findGroup(tables.groups, organizationId, candidateIds(groupId));
  const found = await tables.entities.findByIds(organizationId, ['user', 'robotAccount', 'application'], ids);
  const accounts = found.map((account) => shownTo(permitted, account));
  if (group.id === everyoneGroupId) return accounts;
  const inside = await tables.memberships.among(organizationId, group.id, ids);
  return accounts.filter(({ id }) => inside.has(id));
}

/** @throws GatehouseError NotFound. */
export async function pageOfMembers(
  tables: Tables,
  permitted: Reader,
  groupId: string,
  query: MemberQuery,
): Promise<{ readonly totalCount: number; readonly results: readonly DirectoryEntity[] }> {
  const group = await findGroup(tables.groups, permitted.organizationId, candidateIds(groupId));
  const { totalCount, results } = await tables.memberships.page(permitted.organizationId, group.id, query);
  return { totalCount, results: results.map((member) => shownTo(permitted, member)) };
}

/** The group of those who may enter the organization: Everyone, which has every account. */
export const whoMayEnter = (
  { groups }: Pick<Tables, 'groups'>,
  { organizationId }: Permitted<'signInPolicy.read'>,
): Promise<Group> => findGroup(groups, organizationId, [everyoneGroupId]);
