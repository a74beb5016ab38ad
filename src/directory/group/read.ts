import { inTurns, portions } from '../../turns.ts';
import { type DirectoryEntity, shownTo } from '../directory-entity.ts';
import { everyoneGroupId, findGroup, type Group } from '../group.ts';
import { candidateIds } from '../identifier.ts';
import type { MemberQuery } from '../membership.ts';
import { type Permitted, seesPersonalData } from '../permission.ts';
import type { Tables } from '../store.ts';

/** A group as it is shown. */
export interface GroupWithMembers {
  readonly group: Group;
  /** By name. Of very many, they are read while they are used. */
  readonly members: AsyncIterable<DirectoryEntity>;
}

type Reader = Permitted<'group.read'>;

/** Groups read from the store at once. */
const batchSize = 100;

/** Every group of the organization, by name, read while they are used. */
export async function* listGroups(tables: Tables, permitted: Reader): AsyncGenerator<GroupWithMembers> {
  const { organizationId } = permitted;
  for (let after: string | undefined; ; ) {
    const groups = await tables.groups.after(organizationId, after, batchSize);
    yield* withMembers(tables, permitted, groups);
    after = groups.at(-1)?.name;
    if (groups.length < batchSize) return;
  }
}

/** Those that there are, by name. */
export async function* loadGroups(
  tables: Tables,
  permitted: Reader,
  ids: readonly string[],
): AsyncGenerator<GroupWithMembers> {
  const groups = await tables.groups.findMany(permitted.organizationId, ids);
  for (const some of portions(groups, batchSize)) yield* withMembers(tables, permitted, some);
}

/** @throws GatehouseError NotFound. */
export async function loadGroup(
  tables: Tables,
  permitted: Permitted<'group.read' | 'group.write'>,
  groupId: string,
): Promise<GroupWithMembers> {
  return await loadMembers(
    tables,
    permitted,
    await findGroup(tables.groups, permitted.organizationId, candidateIds(groupId)),
  );
}

/** The members of a group that was found. */
export async function loadMembers(
  tables: Pick<Tables, 'memberships'>,
  permitted: Permitted<'group.read' | 'group.write'>,
  group: Group,
): Promise<GroupWithMembers> {
  for await (const found of withMembers(tables, permitted, [group])) return found;
  return { group, members: shown(permitted, []) };
}

/** Members of several groups that are in memory at once; of a larger group, its own. */
const membersTogether = 2000;

/** Members of one group that are in memory at once. To find and sort so many takes less than to walk through everybody. */
const mostInMemory = 10_000;

async function* withMembers(
  { memberships }: Pick<Tables, 'memberships'>,
  permitted: Permitted<'group.read' | 'group.write'>,
  groups: readonly Group[],
): AsyncGenerator<GroupWithMembers> {
  const { organizationId } = permitted;
  const ids = groups.map(({ id }) => id);
  const counts = await memberships.countsOf(organizationId, ids);
  for (const some of together(groups, counts)) {
    const [group] = some;
    if (group && (counts.get(group.id) ?? 0) > mostInMemory) {
      yield { group, members: shown(permitted, memberships.ofGroup(organizationId, group.id)) };
      continue;
    }
    const members = await memberships.ofGroups(
      organizationId,
      some.map(({ id }) => id),
    );
    for (const one of some) yield { group: one, members: shown(permitted, members.get(one.id) ?? []) };
  }
}

async function* shown(
  permitted: Permitted,
  members: Iterable<DirectoryEntity> | AsyncIterable<DirectoryEntity>,
): AsyncGenerator<DirectoryEntity> {
  const all = Symbol.asyncIterator in members ? members : inTurns(members);
  for await (const member of all) yield shownTo(permitted, member);
}

/** The groups in their order, as many at a time as have no more members than that. */
function* together(groups: readonly Group[], counts: ReadonlyMap<string, number>): Generator<readonly Group[]> {
  let some: Group[] = [];
  let sum = 0;
  for (const group of groups) {
    const count = counts.get(group.id) ?? 0;
    if (some.length > 0 && sum + count > membersTogether) {
      yield some;
      [some, sum] = [[], 0];
    }
    some.push(group);
    sum += count;
  }
  if (some.length > 0) yield some;
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

/**
 * Those to whom no address is shown get them in no order of addresses either.
 *
 * @throws GatehouseError NotFound.
 */
export async function pageOfMembers(
  tables: Tables,
  permitted: Reader,
  groupId: string,
  query: MemberQuery,
): Promise<{ readonly totalCount: number; readonly results: readonly DirectoryEntity[] }> {
  const group = await findGroup(tables.groups, permitted.organizationId, candidateIds(groupId));
  const orderBy = query.orderBy === 'email' && !seesPersonalData(permitted) ? 'name' : query.orderBy;
  const wanted = { ...query, orderBy };
  const { totalCount, results } = await tables.memberships.page(permitted.organizationId, group.id, wanted);
  return { totalCount, results: results.map((member) => shownTo(permitted, member)) };
}

/** The group of those who may enter the organization: Everyone, which has every account. */
export const whoMayEnter = (
  { groups }: Pick<Tables, 'groups'>,
  { organizationId }: Permitted<'signInPolicy.read'>,
): Promise<Group> => findGroup(groups, organizationId, [everyoneGroupId]);
