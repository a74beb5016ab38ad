import { everyoneGroupId, findGroup, type Group, type GroupQuery } from '../group.ts';
import { candidateIds } from '../identifier.ts';
import type { Permitted } from '../permission.ts';
import type { Tables } from '../store.ts';

/** A group without its members, of which there may be any number. */
export interface GroupSummary {
  readonly group: Group;
  /** Null of Everyone, which has every account. */
  readonly memberCount: number | null;
}

type Reader = Permitted<'group.read' | 'group.write'>;

export async function pageOfGroups(
  tables: Tables,
  { organizationId }: Reader,
  query: GroupQuery,
): Promise<{ readonly totalCount: number; readonly results: readonly GroupSummary[] }> {
  const { totalCount, results } = await tables.groups.page(organizationId, query);
  return { totalCount, results: await counted(tables, organizationId, results) };
}

/** Groups read from the store at once. */
const atOnce = 100;

/** Every group of the organization, by name, read while they are used. */
export async function* everyGroup(tables: Tables, { organizationId }: Reader): AsyncGenerator<GroupSummary> {
  for (let last: string | undefined; ; ) {
    const groups = await tables.groups.after(organizationId, last, atOnce);
    yield* await counted(tables, organizationId, groups);
    if (groups.length < atOnce) return;
    last = groups.at(-1)?.name;
  }
}

/** @throws GatehouseError NotFound. */
export async function loadGroupSummary(
  tables: Tables,
  { organizationId }: Reader,
  groupId: string,
): Promise<GroupSummary> {
  const group = await findGroup(tables.groups, organizationId, candidateIds(groupId));
  const [summary] = await counted(tables, organizationId, [group]);
  return summary ?? { group, memberCount: 0 };
}

async function counted(
  { memberships }: Tables,
  organizationId: string,
  groups: readonly Group[],
): Promise<readonly GroupSummary[]> {
  const counts = await memberships.countsOf(
    organizationId,
    groups.map(({ id }) => id),
  );
  return groups.map((group) => ({
    group,
    memberCount: group.id === everyoneGroupId ? null : (counts.get(group.id) ?? 0),
  }));
}
