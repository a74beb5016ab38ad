import { conflict } from '../../errors.ts';
import { auditEntryOf, type Command } from '../command.ts';
import { requireEntityName } from '../entity-name.ts';
import { findGroup, type Group } from '../group.ts';
import { newId, zeroUuid } from '../identifier.ts';
import { joinGroup } from '../membership/change.ts';
import type { Store, Tables } from '../store.ts';
import { requireMembers } from './members.ts';

export interface CreateGroup extends Command<'group.write'> {
  /** Null or all zeros: a new one is made. */
  readonly id: string | null;
  readonly name: string | null;
  readonly memberIds: readonly string[];
}

/**
 * Makes a group with its first members.
 *
 * @throws GatehouseError ValidationFailed, Conflict when the name or the id is taken, ServiceError or BadRequest for
 *   what cannot be a member.
 */
export async function createGroup(store: Store, request: CreateGroup): Promise<Group> {
  const { permitted, at } = request;
  const { organizationId } = permitted;
  const name = requireEntityName(request.name);
  const id = request.id && request.id !== zeroUuid ? request.id : newId();
  const memberIds = [...new Set(request.memberIds)];
  return await store.bulk(async (tables) => {
    await requireFreeName(tables, organizationId, name);
    if (await tables.groups.find(organizationId, id)) throw conflict(`A group with the id '${id}' already exists.`);
    const members = await requireMembers(tables, organizationId, memberIds);
    await tables.groups.insert({ organizationId, id, name, type: 'custom', createdAt: at });
    await joinGroup(tables, permitted, { organizationId, groupId: id }, members);
    const details = { name, addedMembers: memberIds };
    await tables.audit.append(auditEntryOf(request, { category: 'Group', action: 'Create', targetId: id, details }));
    return await findGroup(tables.groups, organizationId, [id]);
  }, memberIds.length);
}

/** @throws GatehouseError Conflict when another group has the name, in any letter case. */
export async function requireFreeName(
  tables: Tables,
  organizationId: string,
  name: string,
  ownId?: string,
): Promise<void> {
  const other = await tables.groups.findByName(organizationId, name);
  if (other && other.id !== ownId) throw conflict(`A group with the name '${name}' already exists.`);
}
