import { badRequest } from '../../errors.ts';
import { auditEntryOf, type Command } from '../command.ts';
import { changedMeanwhile, requireEntityName } from '../entity-name.ts';
import { everyoneGroupId, findGroup, type Group } from '../group.ts';
import { candidateIds } from '../identifier.ts';
import { everyoneIsFixed, joinGroup, leaveGroup } from '../membership/change.ts';
import type { MemberType } from '../membership.ts';
import type { Store, Tables } from '../store.ts';
import { requireFreeName } from './create.ts';
import { requireMembers } from './members.ts';
import { type GroupSummary, loadGroupSummary } from './summary.ts';

export interface UpdateGroup extends Command<'group.write'> {
  readonly groupId: string;
  /** Null: it keeps its name. */
  readonly name: string | null;
  readonly memberIdsToAdd: readonly string[];
  readonly memberIdsToRemove: readonly string[];
}

interface MemberChange {
  readonly joining: readonly { readonly id: string; readonly type: MemberType }[];
  readonly leaving: readonly string[];
}

/**
 * Renames a group, adds members and removes others. A member in both lists is removed. A request that changes nothing
 * leaves no trace.
 *
 * @throws GatehouseError NotFound, ValidationFailed, Conflict when the name is taken or the group has changed in
 *   between, ServiceError or BadRequest when a rule of groups forbids it.
 */
export const updateGroup = (store: Store, request: UpdateGroup): Promise<Group> =>
  store.bulk(
    async (tables) => findGroup(tables.groups, request.permitted.organizationId, [await change(tables, request)]),
    request.memberIdsToAdd.length + request.memberIdsToRemove.length,
  );

/**
 * The same; who has asked is told how many the members are, and not each of them.
 *
 * @throws GatehouseError as `updateGroup`.
 */
export const changeGroup = (store: Store, request: UpdateGroup): Promise<GroupSummary> =>
  store.bulk(async (tables) => loadGroupSummary(tables, request.permitted, await change(tables, request)));

/** @returns the id of the group. */
async function change(tables: Tables, request: UpdateGroup): Promise<string> {
  const { permitted, groupId } = request;
  const group = await findGroup(tables.groups, permitted.organizationId, candidateIds(groupId));
  const name = await judgeName(tables, group, request.name);
  const members = await judgeMembers(tables, group, request);
  if (name !== group.name || members.joining.length > 0 || members.leaving.length > 0) {
    await commit(tables, request, group, name, members);
  }
  return group.id;
}

async function judgeName(tables: Tables, group: Group, asked: string | null): Promise<string> {
  if (asked === null || asked === group.name) return group.name;
  const name = requireEntityName(asked);
  if (group.type === 'builtIn') {
    throw badRequest('A built-in group cannot be renamed.');
  }
  await requireFreeName(tables, group.organizationId, name, group.id);
  return name;
}

async function judgeMembers(tables: Tables, group: Group, request: UpdateGroup): Promise<MemberChange> {
  const { organizationId, id } = group;
  const toRemove = new Set(request.memberIdsToRemove);
  const toAdd = [...new Set(request.memberIdsToAdd)].filter((memberId) => !toRemove.has(memberId));
  if (id === everyoneGroupId && toAdd.length + toRemove.size > 0) throw everyoneIsFixed();
  const members = await requireMembers(tables, organizationId, toAdd);
  const inside = await tables.memberships.among(organizationId, id, [...toAdd, ...toRemove]);
  return {
    joining: members.filter((member) => !inside.has(member.id)),
    leaving: [...toRemove].filter((memberId) => inside.has(memberId)),
  };
}

async function commit(
  tables: Tables,
  request: UpdateGroup,
  group: Group,
  name: string,
  { joining, leaving }: MemberChange,
): Promise<void> {
  const { organizationId, id } = group;
  if (!(await tables.groups.replace(group, name, request.at))) throw changedMeanwhile();
  await joinGroup(tables, request.permitted, { organizationId, groupId: id }, joining);
  await leaveGroup(tables, request.permitted, { organizationId, groupId: id }, leaving);
  const details = {
    name: name === group.name ? name : { before: group.name, after: name },
    addedMembers: joining.map((member) => member.id),
    removedMembers: leaving,
  };
  await tables.audit.append(auditEntryOf(request, { category: 'Group', action: 'Update', targetId: id, details }));
}
