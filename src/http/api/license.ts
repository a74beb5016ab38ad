import { badRequest } from '../../errors.ts';
import { type AnswerShape, listOf, pageOf } from '../../operation/answer-shape.ts';
import { describeEndpoint, type Endpoint } from '../../operation/endpoint.ts';
import { idInPath, optionalText, type Parameters, paging } from '../../operation/parameter.ts';
import type { Vocabulary } from '../../operation/vocabulary.ts';
import { requiredField } from '../required-field.ts';
import { ids } from './example-world.ts';
import {
  AccountLicenses,
  AllocateToGroupCommand,
  AllocateToUsersCommand,
  AvailableBundles,
  AvailableLicenses,
  GroupAllocation,
  GroupLicense,
  LicensedGroupCommand,
  LicensedUsers,
  LicensedUsersCommand,
  TenantAllocation,
  UserBundle,
} from './license-dto.ts';

// This server has no licences. Clients that ask for them are told so in the form that they read, instead of failing: what
// is listed is empty, what is taken away was not there, and what is to be given is refused.

const tag = 'License';
const base = '/portal_/api/license';
const userLicense = `${base}/accountant/UserLicense`;
const groupId = idInPath('The group.', () => true);
const account = {
  accountUserId: optionalText('Read and ignored.'),
  accountGlobalId: optionalText('Read and ignored.'),
};
const { top, skip } = paging;
const none = { totalCount: 0, results: [] };

/** What clients of the portal ask about licences. */
export const licenseEndpoints = (): readonly Endpoint[] => [...ofOrganization(), ...ofGroups(), ...ofUsers()];

interface Reading<S extends AnswerShape> {
  readonly name: string;
  readonly summary: string;
  readonly path: string;
  readonly parameters?: Parameters;
  readonly query?: Parameters;
  readonly shape: S;
  readonly empty: S['returned'];
}

const reading = <S extends AnswerShape>({
  name,
  summary,
  path,
  parameters = {},
  query = {},
  shape,
  empty,
}: Reading<S>) =>
  describeEndpoint({
    ...{ operationId: `License_${name}`, tag, summary, method: 'GET', path, access: 'license.read', parameters, query },
    answer: { status: 200, shape: shape as AnswerShape },
    handle: async () => empty,
  });

const ofOrganization = (): readonly Endpoint[] => [
  reading({
    name: 'GetUserBundles',
    summary: 'Lists the licences for people: there are none',
    path: userLicense,
    shape: listOf(UserBundle),
    empty: [],
  }),
  reading({
    name: 'GetTenantAllocations',
    summary: 'Lists what is allocated to tenants: nothing is',
    path: '/portal_/api/licensing/tenantAllocations',
    query: { accountGlobalId: account.accountGlobalId },
    shape: listOf(TenantAllocation),
    empty: [],
  }),
  reading({
    name: 'GetAvailable',
    summary: 'Lists the licences that can be allocated: there are none',
    path: `${base}/management/account/available`,
    query: account,
    shape: AvailableLicenses,
    empty: {
      productAllocations: [],
      userLicensingBundles: [],
      entitlementUsages: [],
      availableServices: [],
      mlKeys: [],
    },
  }),
  reading({
    name: 'GetAccount',
    summary: 'Gets the contract of the organization: there is none',
    path: `${base}/management/account`,
    query: account,
    shape: AccountLicenses,
    empty: { mlKeys: [], accountLicense: null },
  }),
];

const ofGroups = (): readonly Endpoint[] => [
  reading({
    name: 'GetGroupBundles',
    summary: 'Lists the licences of a group, and those that it could have: there are none',
    path: `${userLicense}/group`,
    query: { id: optionalText('The group.') },
    shape: AvailableBundles,
    empty: { availableUserBundles: [], allocatedUserBundles: [], useExternalLicense: false },
  }),
  reading({
    name: 'GetGroups',
    summary: 'Lists the groups that have licences: none has',
    path: `${userLicense}/group/page`,
    query: { top, skip },
    shape: pageOf('GroupLicenseDtoPagedResultDto', GroupLicense),
    empty: none,
  }),
  reading({
    name: 'GetGroupAllocations',
    summary: 'Lists the users that have a licence through a group: none has',
    path: `${userLicense}/group/{groupId}/allocations`,
    parameters: { groupId },
    query: { top, skip },
    shape: LicensedUsers,
    empty: none,
  }),
  describeEndpoint({
    operationId: 'License_AllocateToGroup',
    tag,
    summary: 'Takes the licences of a group away; to give it some is refused',
    method: 'PUT',
    path: `${userLicense}/group`,
    access: 'license.write',
    body: AllocateToGroupCommand,
    answer: { status: 200, shape: GroupAllocation },
    handle: async ({ body: { id, ubls }, organization }) => {
      if (!id) throw requiredField('Id');
      requireNone(ubls);
      const allocation = { useExternalLicense: false, userBundleCodes: [] };
      return { groupId: id, organizationId: organization.id, ...allocation };
    },
  }),
  describeEndpoint({
    operationId: 'License_DeleteOfGroup',
    tag,
    summary: 'Takes the licences of a group away: it has none',
    method: 'DELETE',
    path: `${userLicense}/group`,
    access: 'license.write',
    body: LicensedGroupCommand,
    isBodyOptional: true,
    answer: { status: 204 },
    handle: nothingToDo,
  }),
  describeEndpoint({
    operationId: 'License_DeleteOfGroupMember',
    tag,
    summary: 'Takes a licence through a group from a user: there is none',
    method: 'DELETE',
    path: `${userLicense}/group/{groupId}/user/{memberId}`,
    access: 'license.write',
    parameters: { groupId, memberId: idInPath('The user.', () => true, { isUuid: false }) },
    answer: { status: 204 },
    handle: nothingToDo,
  }),
];

const ofUsers = (): readonly Endpoint[] => [
  reading({
    name: 'GetUsers',
    summary: 'Lists the users that have licences: none has',
    path: `${userLicense}/user/page`,
    query: { top, skip },
    shape: LicensedUsers,
    empty: none,
  }),
  describeEndpoint({
    operationId: 'License_AllocateToUsers',
    tag,
    summary: 'Takes the licences of users away; to give them some is refused',
    method: 'PUT',
    path: userLicense,
    access: 'license.write',
    body: AllocateToUsersCommand,
    answer: { status: 204 },
    handle: async ({ body }) => requireNone(body.licenseCodes),
  }),
  describeEndpoint({
    operationId: 'License_RefreshUsers',
    tag,
    summary: 'Refreshes the licences of users: they have none',
    method: 'POST',
    path: `${userLicense}/users`,
    access: 'license.write',
    body: LicensedUsersCommand,
    answer: { status: 204 },
    handle: nothingToDo,
  }),
  describeEndpoint({
    operationId: 'License_DeleteOfUsers',
    tag,
    summary: 'Takes the licences of users away: they have none',
    method: 'DELETE',
    path: userLicense,
    access: 'license.write',
    body: LicensedUsersCommand,
    isBodyOptional: true,
    answer: { status: 204 },
    handle: nothingToDo,
  }),
];

async function nothingToDo(): Promise<void> {}

function requireNone(codes: readonly (string | null)[] | null): void {
  if (!codes?.length) return;
  throw badRequest('This server has no licences to give.');
}

export const licenseVocabulary: Vocabulary = {
  tags: {
    License: 'Licences, of which this server has none.',
  },
  meanings: {
    'TenantAllocationDto.tenant': 'The tenant.',
    userBundleCodes: 'Licences, of which this server has none.',
    useExternalLicense: 'Whether the licence comes from elsewhere.',
    inheritedFromGroup: 'Whether the licence comes from a group.',
    'GroupAllocationDto.groupId': 'The id of the group.',
    'GroupAllocationDto.organizationId': 'The id of the organization.',
    userBundleLicenses: 'Licences; here none.',
    allocated: 'How many are allocated.',
    total: 'How many there are.',
    inUse: 'How many are in use.',
    'UserBundleDto.code': 'The code of the licence.',
    orphan: 'Whether its holder no longer exists.',
    lastInUse: 'When it was used last.',
    availableUserBundles: 'Licences that it could have; here none.',
    allocatedUserBundles: 'Licences that it has; here none.',
    productAllocations: 'Products; here none.',
    userLicensingBundles: 'Licences for people; here none.',
    entitlementUsages: 'What is used of them; here nothing.',
    availableServices: 'Services; here none.',
    mlKeys: 'Keys; here none.',
    accountLicense: 'The contract; null: there is none.',
    ubls: 'Licences to give: only an empty list is accepted here.',
    licenseCodes: 'Licences to give: only an empty list is accepted here.',
  },
  examples: {
    bodies: {
      AllocateToGroupCommand: { id: ids.army, ubls: [], useExternalLicense: false },
      AllocateToUsersCommand: { userIds: ['har-3107'], licenseCodes: [], useExternalLicense: false },
      LicensedUsersCommand: { userIds: ['har-3107'] },
      LicensedGroupCommand: { id: ids.army },
    },
    answers: {
      License_GetTenantAllocations: [],
      License_GetUserBundles: [],
      License_GetUsers: { totalCount: 0, results: [] },
      License_GetGroups: { totalCount: 0, results: [] },
      License_GetGroupAllocations: { totalCount: 0, results: [] },
    },
    members: {
      userBundleCodes: [],
      availableUserBundles: [],
      allocatedUserBundles: [],
      productAllocations: [],
      userLicensingBundles: [],
      entitlementUsages: [],
      availableServices: [],
      mlKeys: [],
    },
  },
};
