import type { DirectoryEntity } from './directory-entity.ts';

/** What can be in a group. */
export type MemberType = 'user' | 'robotAccount' | 'application';

export interface Member {
  readonly id: string;
  readonly type: MemberType;
}

/** Members of `DirectoryEntity` by which a list of members can be sorted. */
export const memberOrders = ['name', 'email', 'displayName', 'identifier', 'objectType'] as const;

/** A member of one group. */
export interface GroupMember extends Member {
  readonly groupId: string;
}

export interface MemberQuery {
  readonly orderBy: (typeof memberOrders)[number];
  readonly descending: boolean;
  readonly skip: number;
  readonly limit: number;
}

/** A member of Administrators, and what signing in may depend on. */
export interface Administrator {
  readonly id: string;
  /** An active account of a person; robot accounts and applications can be administrators, and cannot sign in. */
  readonly isPerson: boolean;
  readonly hasPassword: boolean;
  readonly hasPasskey: boolean;
  readonly hasAddress: boolean;
  readonly isAddressConfirmed: boolean;
  readonly bypassesRestriction: boolean;
}

/**
 * Which account is in which group. A deleted account is in none; implicit membership, as in Everyone, is not stored.
 */
export interface Memberships {
  /** The members of each of the groups, by name. */
  ofGroups(
    organizationId: string,
    groupIds: readonly string[],
  ): Promise<ReadonlyMap<string, readonly DirectoryEntity[]>>;
  /** The members of one group by name, however many, read while they are used. */
  ofGroup(organizationId: string, groupId: string): AsyncIterable<DirectoryEntity>;
  page(
    organizationId: string,
    groupId: string,
    query: MemberQuery,
  ): Promise<{ readonly totalCount: number; readonly results: readonly DirectoryEntity[] }>;
  /** How many are in each of the groups; of those that have nobody there is nothing. */
  countsOf(organizationId: string, groupIds: readonly string[]): Promise<ReadonlyMap<string, number>>;
  /** Which of them are in the group. */
  among(organizationId: string, groupId: string, memberIds: readonly string[]): Promise<ReadonlySet<string>>;
  /** The groups of each of the members; one that is in none has no entry. */
  groupIdsOf(organizationId: string, memberIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** The members of Administrators. */
  administrators(organizationId: string): Promise<readonly Administrator[]>;
  /** Those of them who can sign in and have an e-mail address, the longest known first. */
  administratorsWithEmail(organizationId: string, limit: number): Promise<readonly string[]>;
  add(organizationId: string, groupId: string, members: readonly Member[]): Promise<void>;
  /** Each into a group of its own. */
  addAll(organizationId: string, members: readonly GroupMember[]): Promise<void>;
  remove(organizationId: string, groupId: string, memberIds: readonly string[]): Promise<void>;
  /** Takes it out of every group. */
  removeFromAll(organizationId: string, memberId: string): Promise<void>;
}
