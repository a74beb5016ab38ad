import { entityNotFound } from '../errors.ts';
import { parseUuid } from './identifier.ts';

export interface Group {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  readonly type: 'builtIn' | 'custom';
  readonly createdAt: number;
  readonly modifiedAt: number | null;
  /** Counts the changes: anyone who read an older one has not seen the latest. */
  readonly version: number;
}

type NewGroup = Omit<Group, 'modifiedAt' | 'version'>;

export const administratorsGroupId = '35551807-06b1-4cda-90a1-2fb84851eee7';
export const everyoneGroupId = 'ce684f6f-5af3-4e43-8516-1adad6e98fc9';

/**
 * The groups that every organization has, with the same ids everywhere. Administrators, Automation Users and Everyone
 * carry the ids that clients know; the other ids are ours. Everyone contains every account without membership rows.
 */
export const builtInGroups = [
  { id: administratorsGroupId, name: 'Administrators' },
  { id: 'cdc34b5b-77d2-4ae1-9744-209d21ce557d', name: 'Automation Users' },
  { id: '0b2f6a7e-5c1d-4e8a-9f34-7d6c2b81a5e0', name: 'Automation Developers' },
  { id: '5d9e0c42-8a17-4b3f-b6d1-e2470f9c38ab', name: 'Citizen Developers' },
  { id: 'a41c7f68-2e93-4d05-8b7a-61f0c5d2e394', name: 'Automation Express' },
  { id: everyoneGroupId, name: 'Everyone' },
] as const;

/** Columns that a list of groups can be sorted by. */
export const groupOrders = ['name', 'creationTime'] as const;

export interface GroupQuery {
  /** Of the name, in any letter case. */
  readonly searchTerm: string | undefined;
  readonly orderBy: (typeof groupOrders)[number];
  readonly descending: boolean;
  readonly skip: number;
  readonly limit: number;
}

export interface Groups {
  find(organizationId: string, id: string): Promise<Group | undefined>;
  findMany(organizationId: string, ids: readonly string[]): Promise<readonly Group[]>;
  findByName(organizationId: string, name: string): Promise<Group | undefined>;
  /** At most `limit` groups of the organization, by name, from the one on that follows the name. */
  after(organizationId: string, name: string | undefined, limit: number): Promise<readonly Group[]>;
  page(
    organizationId: string,
    query: GroupQuery,
  ): Promise<{ readonly totalCount: number; readonly results: readonly Group[] }>;
  /** Whether any organization has a group with this id. */
  isIdKnown(id: string): Promise<boolean>;
  isMember(organizationId: string, groupId: string, memberId: string): Promise<boolean>;
  insert(group: NewGroup): Promise<void>;
  /** Gives it the name and the time of change, unless it has changed since it was read: then false. */
  replace(group: Group, name: string, at: number): Promise<boolean>;
  /** Deletes it with its memberships, unless it has changed since it was read: then false. */
  delete(group: Group): Promise<boolean>;
  /** Counts a change that another one must not miss: until the transaction ends, no other changes the group. */
  touch(organizationId: string, id: string): Promise<void>;
  /** Adding a member that is already there changes nothing. */
  addMember(
    organizationId: string,
    groupId: string,
    member: { id: string; type: 'user' | 'robotAccount' | 'application' },
  ): Promise<void>;
}

/** @throws GatehouseError NotFound. */
export async function findGroup(groups: Groups, organizationId: string, ids: readonly string[]): Promise<Group> {
  const [group] = await groups.findMany(organizationId, ids);
  if (!group) throw entityNotFound();
  return group;
}

/** Whether `id` can name a group at all: a UUID can, any other text only when a group has it as its id. */
export async function isGroupId({ groups }: { readonly groups: Groups }, id: string): Promise<boolean> {
  return parseUuid(id) !== undefined || (await groups.isIdKnown(id));
}

/** Gives a new organization the groups that every one has, in the transaction that creates it. */
export async function insertBuiltInGroups(groups: Groups, organizationId: string, createdAt: number): Promise<void> {
  for (const group of builtInGroups) await groups.insert({ organizationId, ...group, type: 'builtIn', createdAt });
}
