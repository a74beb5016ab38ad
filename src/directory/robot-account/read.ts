import { candidateIds } from '../identifier.ts';
import type { Permitted } from '../permission.ts';
import { findRobotAccount, type RobotAccount, type RobotAccountQuery } from '../robot-account.ts';
import type { Tables } from '../store.ts';

/** A robot account as it is shown. */
export interface RobotAccountWithGroups {
  readonly robot: RobotAccount;
  readonly groupIds: readonly string[];
}

export async function listRobotAccounts(
  tables: Tables,
  { organizationId }: Permitted<'robotAccount.read'>,
  query: RobotAccountQuery,
): Promise<{ readonly totalCount: number; readonly results: readonly RobotAccountWithGroups[] }> {
  const { totalCount, results } = await tables.robotAccounts.page(organizationId, query);
  const ids = results.map(({ id }) => id);
  const groups = await tables.memberships.groupIdsOf(organizationId, ids);
  return { totalCount, results: results.map((robot) => ({ robot, groupIds: groups.get(robot.id) ?? [] })) };
}

/** @throws GatehouseError NotFound. */
export async function loadRobotAccount(
  tables: Tables,
  { organizationId }: Permitted<'robotAccount.read' | 'robotAccount.write'>,
  robotAccountId: string,
): Promise<RobotAccountWithGroups> {
  const robot = await findRobotAccount(tables.robotAccounts, organizationId, candidateIds(robotAccountId));
  const groups = await tables.memberships.groupIdsOf(organizationId, [robot.id]);
  return { robot, groupIds: groups.get(robot.id) ?? [] };
}
