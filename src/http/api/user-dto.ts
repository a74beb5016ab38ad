import { userCategory, userTypes } from '../../directory/user-type.ts';
import { enumeration } from '../../json/shape.ts';
import {
  chosenId,
  dto,
  flag,
  int32Out,
  int64Out,
  listOf,
  moment,
  nullable,
  numbered,
  pageOf,
  type Returned,
  string,
  uuid,
} from '../../operation/answer-shape.ts';
import type { UserWithGroups } from '../../user/read.ts';

/** As in messages of the reader. */
export const UserType = enumeration('UiPath.IdentityServer.Contracts.UserType', userTypes);

const members = {
  id: chosenId,
  userName: nullable(string),
  email: nullable(string),
  emailConfirmed: flag,
  name: nullable(string),
  surname: nullable(string),
  displayName: nullable(string),
  creationTime: moment,
  lastModificationTime: nullable(moment),
  lastLoginTime: nullable(moment),
  groupIDs: listOf(uuid),
  legacyId: int64Out,
  isActive: flag,
  bypassBasicAuthRestriction: flag,
  type: numbered('UserType', userTypes),
  invitationAccepted: flag,
  category: int32Out,
};

export const UserDto = dto('UserDto', members);
export const UserPage = pageOf('UserDtoPagedResultDto', UserDto);

/** A row of the portal's lists, with what it asks about licences; there are none here. */
export const UserLicenseDto = dto('UserLicenseDto', {
  ...members,
  userId: chosenId,
  userBundleCodes: listOf(string),
  useExternalLicense: flag,
  inheritedFromGroup: flag,
});

export const toUserDto = ({ user, groupIds }: UserWithGroups): Returned<typeof UserDto> => ({
  id: user.id,
  userName: user.userName,
  email: user.email,
  emailConfirmed: user.emailConfirmed,
  name: user.name,
  surname: user.surname,
  displayName: user.displayName,
  creationTime: user.createdAt,
  lastModificationTime: user.modifiedAt,
  lastLoginTime: user.lastLoginAt,
  groupIDs: groupIds,
  legacyId: user.legacyId,
  isActive: user.isActive,
  bypassBasicAuthRestriction: user.bypassBasicAuthRestriction,
  type: user.type,
  invitationAccepted: user.invitationAccepted,
  category: userCategory(user.type),
});

export const toUserLicenseDto = (found: UserWithGroups): Returned<typeof UserLicenseDto> => ({
  ...toUserDto(found),
  userId: found.user.id,
  userBundleCodes: [],
  useExternalLicense: false,
  inheritedFromGroup: false,
});
