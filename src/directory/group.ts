export interface Group {
  readonly organizationId: string;
  readonly id: string;
  readonly name: string;
  readonly type: 'builtIn' | 'custom';
  readonly createdAt: number;
}

type MemberType = 'user' | 'robotAccount' | 'application';

export const administratorsGroupId = '35551807-06b1-4cda-90a1-2fb84851eee7';

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
  { id: 'ce684f6f-5af3-4e43-8516-1adad6e98fc9', name: 'Everyone' },
] as const;

export interface Groups {
  find(organizationId: string, id: string): Promise<Group | undefined>;
  findByName(organizationId: string, name: string): Promise<Group | undefined>;
  isMember(organizationId: string, groupId: string, memberId: string): Promise<boolean>;
  insert(group: Group): Promise<void>;
  /** Adding a member that is already there changes nothing. */
  addMember(organizationId: string, groupId: string, member: { id: string; type: MemberType }): Promise<void>;
}
