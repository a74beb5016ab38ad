import { auditEntryOf, type Command } from '../command.ts';
import { changedMeanwhile, requireDisplayName } from '../entity-name.ts';
import { candidateIds } from '../identifier.ts';
import { changeMemberships } from '../membership/change.ts';
import { findRobotAccount } from '../robot-account.ts';
import type { Store } from '../store.ts';
import { loadRobotAccount, type RobotAccountWithGroups } from './read.ts';

export interface UpdateRobotAccount extends Command<'robotAccount.write'> {
  readonly robotAccountId: string;
  /** Null: it keeps the one it has. Empty: as the name. */
  readonly displayName: string | null;
  readonly groupIdsToAdd: readonly string[];
  readonly groupIdsToRemove: readonly string[];
}

/**
 * Changes the display name and the groups of a robot account. A request that changes nothing leaves no trace.
 *
 * @throws GatehouseError NotFound, ValidationFailed, BadRequest when a rule of groups forbids it, or Conflict when the
 *   account has changed in between.
 */
export async function updateRobotAccount(store: Store, request: UpdateRobotAccount): Promise<RobotAccountWithGroups> {
  const { permitted, robotAccountId, groupIdsToAdd: add, groupIdsToRemove: remove } = request;
  const { organizationId } = permitted;
  return await store.transaction(async (tables) => {
    const robot = await findRobotAccount(tables.robotAccounts, organizationId, candidateIds(robotAccountId));
    const displayName = judgeDisplayName(robot, request.displayName);
    const member = { organizationId, id: robot.id, type: 'robotAccount' } as const;
    const { joined, left } = await changeMemberships(tables, member, {
      permitted,
      add,
      remove,
      field: 'GroupIDsToAdd',
    });
    if (displayName !== robot.displayName || joined.length > 0 || left.length > 0) {
      if (!(await tables.robotAccounts.replace(robot, displayName, request.at))) throw changedMeanwhile();
      const renamed =
        displayName === robot.displayName ? {} : { displayName: { before: robot.displayName, after: displayName } };
      const details = { name: robot.name, ...renamed, addedGroups: joined, removedGroups: left };
      const entry = { category: 'RobotAccount', action: 'Update', targetId: robot.id, details } as const;
      await tables.audit.append(auditEntryOf(request, entry));
    }
    return await loadRobotAccount(tables, permitted, robot.id);
  });
}

function judgeDisplayName(
  { name, displayName }: { readonly name: string; readonly displayName: string },
  asked: string | null,
): string {
  if (asked === null || asked === displayName) return displayName;
  return asked === '' ? name : requireDisplayName(asked);
}
