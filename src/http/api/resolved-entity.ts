import type { DirectoryEntity } from '../../directory/directory-entity.ts';
import { dto, flag, oneOf, type Returned } from '../../operation/answer-shape.ts';
import { entityMembers, toDirectoryEntity } from './directory-entity.ts';

/** What a name or an id stands for. Of a person it says more than the members of a group do. */
export const ResolvedEntity = oneOf('ResolvedEntity', 'objectType', {
  DirectoryUser: dto('ResolvedUser', { ...entityMembers.user, isActive: flag }),
  DirectoryGroup: dto('ResolvedGroup', entityMembers.group),
  DirectoryRobotUser: dto('ResolvedRobotUser', entityMembers.robotAccount),
  DirectoryApplication: dto('ResolvedApplication', entityMembers.application),
});

export function toResolvedEntity(entity: DirectoryEntity): Returned<typeof ResolvedEntity> {
  const shown = toDirectoryEntity(entity);
  return shown.objectType === 'DirectoryUser' ? { ...shown, isActive: entity.isActive } : shown;
}
