import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { world } from '../support/world.ts';
import { type Json, useWire } from './wire.fixture.ts';

// What stands on the wire: the members of every answer in their order, and enumerations in every form.

const p = world.organization.id;
const { made, call, got, signIn } = useWire();
const posted = async (path: string, body: object): Promise<Json> => (await call('POST', path, body)).json;
const memberOf = async (kind: string) =>
  (await got(`/api/Group/${p}/${made.group}`)).members.find(({ objectType }: Json) => objectType === kind);

const common = ['objectType', 'source', 'identifier', 'name', 'email', 'displayName'];
const user = [
  ...['id', 'userName', 'email', 'emailConfirmed', 'name', 'surname', 'displayName', 'creationTime'],
  ...[
    'lastModificationTime',
    'lastLoginTime',
    'groupIDs',
    'legacyId',
    'isActive',
    'bypassBasicAuthRestriction',
    'type',
  ],
  'invitationAccepted',
  'category',
];

const answers: readonly (readonly [
  name: string,
  members: readonly string[],
  get: () => Promise<object | undefined>,
])[] = [
  [
    'IdentityResult',
    ['succeeded', 'errors'],
    () => posted(`/api/User/${made.user}/changepassword`, { oldPassword: 'x' }),
  ],
  [
    'IdentityError',
    ['code', 'description'],
    async () => (await posted(`/api/User/${made.user}/changepassword`, { oldPassword: 'x' })).errors[0],
  ],
  ['UserDto', user, () => got(`/api/User/${made.user}`)],
  [
    'a row of the portal',
    [...user, 'userId', 'userBundleCodes', 'useExternalLicense', 'inheritedFromGroup'],
    async () => (await got('/portal_/api/identity/UserPartition/licenses', '')).results[0],
  ],
  ['the answer of BulkCreate', ['result', 'users', 'succeeded', 'errors'], () => posted('/api/User/BulkCreate', {})],
  [
    'UserLoginAttemptDto',
    [
      ...['id', 'partitionName', 'userId', 'userNameOrEmailAddress', 'clientIpAddress', 'clientName', 'browserInfo'],
      ...['result', 'creationTime', 'partitionGlobalId'],
    ],
    async () => (await got(`/api/User/${made.user}/loginAttempts`)).results[0],
  ],
  [
    'GroupDto',
    ['id', 'name', 'displayName', 'type', 'creationTime', 'lastModificationTime', 'members'],
    () => got(`/api/Group/${p}/${made.group}`),
  ],
  [
    'DirectoryUser',
    [
      ...[...common, 'firstName', 'lastName', 'jobTitle', 'companyName', 'city', 'department'],
      ...['extensionUserAttributes', 'externalId', 'creationTime'],
    ],
    () => memberOf('DirectoryUser'),
  ],
  ['DirectoryRobotUser', common, () => memberOf('DirectoryRobotUser')],
  ['DirectoryApplication', [...common, 'applicationId'], () => memberOf('DirectoryApplication')],
  [
    'DirectoryGroup',
    common,
    async () =>
      (await posted(`/api/Directory/Resolve/${p}`, { entityId: made.group, entityType: 'group' })) as
        | object
        | undefined,
  ],
  [
    'RobotAccountDto',
    ['id', 'name', 'displayName', 'creationTime', 'lastLoginTime', 'groupIds'],
    () => got(`/api/RobotAccount/${p}/${made.robot}`),
  ],
  [
    'SettingDto',
    ['id', 'key', 'value', 'partitionGlobalId', 'userId'],
    async () => (await got('/api/Setting?key=Wire'))[0],
  ],
  ['MessageTemplateDto', ['id', 'name', 'value'], () => got('/api/MessageTemplate/1')],
  [
    'AuditQueryRecordDto',
    [
      ...['createdOn', 'category', 'action', 'auditLogDetails', 'userName', 'email', 'message', 'detailsVersion'],
      'source',
    ],
    async () => (await got(`/api/AuditQuery/${p}`)).results[0],
  ],
  [
    'ExternalClient',
    ['name', 'id', 'secret', 'isConfidential', 'redirectUri', 'resources', 'secrets', 'federatedCredentials'],
    () => got(`/api/ExternalClient/${p}/${made.application}`),
  ],
  [
    'Secret',
    ['id', 'description', 'secret', 'creationTime', 'expiryTime'],
    async () => (await got(`/api/ExternalClient/${p}/${made.application}`)).secrets[0],
  ],
  [
    'ExternalResource',
    ['name', 'displayName', 'description', 'scopes'],
    async () => (await got('/api/ExternalApiResource'))[0],
  ],
  [
    'ExternalScope',
    ['name', 'displayName', 'description', 'type'],
    async () => (await got('/api/ExternalApiResource'))[0].scopes[0],
  ],
  [
    'DirectoryEntityInfo',
    ['source', 'identifier', 'identityName', 'displayName', 'email', 'domain', 'type', 'objectType'],
    async () => (await got(`/api/Directory/Search/${p}?startsWith=wire`))[0],
  ],
  ['DirectoryScope', ['name', 'isDefault'], async () => (await got(`/api/Directory/Scopes/${p}`))[0]],
  [
    'AuthenticationSetting',
    ['externalIdentityProviderDto', 'directoryConnectionDto', 'authenticationSettingType', 'hostConnectionType'],
    async () => Object.values(await got(`/api/AuthenticationSetting/getAll/${p}`))[0],
  ],
  [
    'AccessAllowedMember',
    ['objectType', 'externalId', 'source', 'identifier', 'name', 'email', 'displayName'],
    async () => (await got(`/api/PartitionAccessPolicy/${p}`))[0],
  ],
  [
    'Profile',
    ['partitionName', 'partitionGlobalId', 'userName', 'name', 'isAdmin', 'fullName'],
    () => got('/api/Account/Profile'),
  ],
  [
    'the answer of the legacy login',
    ['result', 'targetUrl', 'success', 'error', 'unAuthorizedRequest', '__abp'],
    async () => (await signIn()).json,
  ],
  ['a validation problem', ['errors', 'type', 'title', 'status', 'traceId'], () => got(`/api/User/users/${p}?top=x`)],
  ['a problem', ['type', 'title', 'status', 'detail', 'message', 'traceId'], () => got(`/api/User/${randomUUID()}`)],
  ['a refusal for want of a scope', ['errorMessage'], () => got(`/api/SamlCertificate/${p}/certificates`)],
  [
    'a refusal of the directory',
    ['StatusCode', 'StatusDescription', 'Message'],
    () => posted(`/api/Directory/Resolve/${p}`, { entityId: randomUUID(), entityType: 'user' }),
  ],
];

describe('the members of an answer, all of them and in order', () => {
  for (const [name, members, get] of answers) {
    it(`are, of ${name}, ${members.join(', ')}`, async () => {
      const found = await get();
      assert.ok(found, 'there is none to look at');
      assert.deepEqual(Object.keys(found), members);
    });
  }
});
