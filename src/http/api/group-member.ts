import type { DirectoryEntity } from '../../directory/directory-entity.ts';
import { userTypes } from '../../directory/user-type.ts';
import { chosenId, dto, numbered, oneOf, type Returned } from '../../operation/answer-shape.ts';
import { entityMembers, toDirectoryEntity } from './directory-entity.ts';

const account = { id: chosenId, type: numbered('UserType', userTypes) } as const;

/** A row of the list of members: which account it is and of what kind, and whatever else tells of it. */
export const GroupMember = oneOf('GroupMember', 'objectType', {
  DirectoryUser: dto('GroupMemberUser', { ...account, ...entityMembers.user }),
  DirectoryGroup: dto('GroupMemberGroup', { ...account, ...entityMembers.group }),
  DirectoryRobotUser: dto('GroupMemberRobotUser', { ...account, ...entityMembers.robotAccount }),
  DirectoryApplication: dto('GroupMemberApplication', { ...account, ...entityMembers.application }),
});

export const toGroupMember = (entity: DirectoryEntity): Returned<typeof GroupMember> => ({
  id: entity.id,
  type: entity.accountType ?? 'directoryGroup',
  ...toDirectoryEntity(entity),
});
