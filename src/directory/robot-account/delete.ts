import { inTurns } from '../../turns.ts';
import { auditEntryOf, type Command } from '../command.ts';
import { changedMeanwhile } from '../entity-name.ts';
import { candidateIds } from '../identifier.ts';
import { leaveAllGroups } from '../membership/change.ts';
import { findRobotAccount, type RobotAccount } from '../robot-account.ts';
import type { Store, Tables } from '../store.ts';

type DeleteCommand = Command<'robotAccount.write'>;

/**
 * Deletes a robot account; its name can be given again.
 *
 * @throws GatehouseError NotFound, or BadRequest when it is the last member of Administrators.
 */
export async function deleteRobotAccount(
  store: Store,
  request: DeleteCommand & { readonly robotAccountId: string },
): Promise<void> {
  const { permitted, robotAccountId } = request;
  await store.transaction(async (tables) => {
    const robot = await findRobotAccount(tables.robotAccounts, permitted.organizationId, candidateIds(robotAccountId));
    await deleteAll(tables, request, [robot]);
  });
}

/** Deletes all of the robot accounts that there are. */
export async function deleteRobotAccounts(
  store: Store,
  request: DeleteCommand & { readonly robotAccountIds: readonly string[] },
): Promise<void> {
  const { permitted, robotAccountIds } = request;
  await store.bulk(async (tables) => {
    await deleteAll(tables, request, await tables.robotAccounts.findMany(permitted.organizationId, robotAccountIds));
  }, robotAccountIds.length);
}

async function deleteAll(tables: Tables, command: DeleteCommand, robots: readonly RobotAccount[]): Promise<void> {
  const { organizationId } = command.permitted;
  const ids = robots.map(({ id }) => id);
  await leaveAllGroups(tables, organizationId, ids);
  for await (const robot of inTurns(robots)) {
    if (!(await tables.robotAccounts.delete(robot))) throw changedMeanwhile();
    const { id: targetId, name } = robot;
    const entry = { category: 'RobotAccount', action: 'Delete', targetId, details: { name } } as const;
    await tables.audit.append(auditEntryOf(command, entry));
  }
}
