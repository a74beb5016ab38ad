import { boolean, list, object, text } from '../../json/shape.ts';
import {
  anything,
  chosenId,
  dto,
  flag,
  int32Out,
  listOf,
  nullable,
  pageOf,
  string,
  uuid,
} from '../../operation/answer-shape.ts';

// What clients read about licences, in the form that they know; there are none here.

const bundle = { code: string, allocated: int32Out, total: int32Out, inUse: int32Out };
export const UserBundle = dto('UserBundleDto', bundle);
export const GroupLicense = dto('GroupLicenseDto', {
  id: uuid,
  name: string,
  userBundleLicenses: listOf(string),
  useExternalLicense: flag,
  orphan: flag,
});
const LicensedUser = dto('LicensedUserDto', {
  id: chosenId,
  email: nullable(string),
  name: nullable(string),
  surname: nullable(string),
  displayName: nullable(string),
  lastInUse: nullable(string),
  userBundleLicenses: listOf(string),
  orphan: flag,
});
export const LicensedUsers = pageOf('LicensedUserDtoPagedResultDto', LicensedUser);
export const AvailableBundles = dto('AvailableBundlesDto', {
  availableUserBundles: listOf(UserBundle),
  allocatedUserBundles: listOf(string),
  useExternalLicense: flag,
});
export const TenantAllocation = dto('TenantAllocationDto', {
  tenant: dto('LicensedTenantDto', { id: uuid, name: string }),
});
export const AvailableLicenses = dto('AvailableLicensesDto', {
  productAllocations: listOf(anything),
  userLicensingBundles: listOf(anything),
  entitlementUsages: listOf(anything),
  availableServices: listOf(anything),
  mlKeys: listOf(anything),
});
export const AccountLicenses = dto('AccountLicensesDto', {
  mlKeys: listOf(anything),
  accountLicense: nullable(anything),
});
export const GroupAllocation = dto('GroupAllocationDto', {
  groupId: string,
  organizationId: uuid,
  useExternalLicense: flag,
  userBundleCodes: listOf(string),
});

export const AllocateToGroupCommand = object(
  'AllocateToGroupCommand',
  { id: text(), ubls: list(text()), useExternalLicense: boolean({ nullable: true }) },
  { required: ['id'] },
);
export const AllocateToUsersCommand = object('AllocateToUsersCommand', {
  userIds: list(text()),
  licenseCodes: list(text()),
  useExternalLicense: boolean({ nullable: true }),
});
export const LicensedUsersCommand = object('LicensedUsersCommand', { userIds: list(text()) });
export const LicensedGroupCommand = object('LicensedGroupCommand', { id: text() });
