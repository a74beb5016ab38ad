import { entityNotFound } from '../errors.ts';

/** An account for unattended work. It has no password; its name can never change, because others keep it. */
export interface RobotAccount {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  readonly displayName: string;
  readonly createdAt: number;
  readonly modifiedAt: number | null;
  readonly lastLoginAt: number | null;
  /** Counts the changes: anyone who read an older one has not seen the latest. */
  readonly version: number;
}

type NewRobotAccount = Omit<RobotAccount, 'modifiedAt' | 'lastLoginAt' | 'version'>;

/** Members of a robot account by which a list can be sorted. */
export const robotAccountOrders = ['name', 'displayName', 'id', 'creationTime', 'lastLoginTime'] as const;

export interface RobotAccountQuery {
  /** Part of the name or display name, in any letter case. */
  readonly searchTerm: string | undefined;
  readonly orderBy: (typeof robotAccountOrders)[number];
  readonly descending: boolean;
  readonly skip: number;
  readonly limit: number;
}

export interface RobotAccounts {
  findMany(organizationId: string, ids: readonly string[]): Promise<readonly RobotAccount[]>;
  findByName(organizationId: string, name: string): Promise<RobotAccount | undefined>;
  page(
    organizationId: string,
    query: RobotAccountQuery,
  ): Promise<{ readonly totalCount: number; readonly results: readonly RobotAccount[] }>;
  insert(robot: NewRobotAccount): Promise<void>;
  /** Gives it the display name and the time of change, unless it has changed since it was read: then false. */
  replace(robot: RobotAccount, displayName: string, at: number): Promise<boolean>;
  /** Deletes it, unless it has changed since it was read: then false. */
  delete(robot: RobotAccount): Promise<boolean>;
}

/** @throws GatehouseError NotFound. */
export async function findRobotAccount(
  robots: RobotAccounts,
  organizationId: string,
  ids: readonly string[],
): Promise<RobotAccount> {
  const [robot] = await robots.findMany(organizationId, ids);
  if (!robot) throw entityNotFound();
  return robot;
}
