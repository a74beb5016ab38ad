import { conflict } from '../../errors.ts';
import { auditEntryOf, type Command } from '../command.ts';
import { requireDisplayName, requireEntityName } from '../entity-name.ts';
import { newId, zeroUuid } from '../identifier.ts';
import { changeMemberships } from '../membership/change.ts';
import type { Store, Tables } from '../store.ts';
import { loadRobotAccount, type RobotAccountWithGroups } from './read.ts';

export interface CreateRobotAccount extends Command<'robotAccount.write'> {
  /** Null or all zeros: a new one is made. */
  readonly id: string | null;
  readonly name: string | null;
  /** Null or empty: as the name. */
  readonly displayName: string | null;
  readonly groupIds: readonly string[];
}

/**
 * Makes a robot account.
 *
 * @throws GatehouseError ValidationFailed, or Conflict when the name or the id is taken.
 */
export async function createRobotAccount(store: Store, request: CreateRobotAccount): Promise<RobotAccountWithGroups> {
  const { permitted, at, groupIds } = request;
  const { organizationId } = permitted;
  const name = requireEntityName(request.name);
  const displayName = request.displayName ? requireDisplayName(request.displayName) : name;
  const id = request.id && request.id !== zeroUuid ? request.id : newId();
  return await store.transaction(async (tables) => {
    await requireFree(tables, organizationId, id, name);
    await tables.robotAccounts.insert({ organizationId, id, name, displayName, createdAt: at });
    const member = { organizationId, id, type: 'robotAccount' } as const;
    const { joined } = await changeMemberships(tables, member, {
      permitted,
      add: groupIds,
      remove: [],
      field: 'GroupIDsToAdd',
    });
    const details = { name, displayName, addedGroups: joined };
    await tables.audit.append(
      auditEntryOf(request, { category: 'RobotAccount', action: 'Create', targetId: id, details }),
    );
    return await loadRobotAccount(tables, permitted, id);
  });
}

async function requireFree(
  { robotAccounts, subjects }: Pick<Tables, 'robotAccounts' | 'subjects'>,
  organizationId: string,
  id: string,
  name: string,
) {
  if (await robotAccounts.findByName(organizationId, name)) {
    throw conflict(`A robot account with the name '${name}' already exists.`);
  }
  if (await subjects.find(id)) throw conflict(`An account with the id '${id}' already exists.`);
}
