import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostScopes, managementScopes } from '../../src/directory/scope.ts';
import { type DescribedOperation, describedBy } from '../support/described.ts';
import { useGatehouse } from '../support/gatehouse.ts';

// The operations, parameters, scopes and schemas of the original, against what the running server says of itself.

const gatehouse = useGatehouse();
const described = () => describedBy(gatehouse.url);

interface Query {
  readonly [name: string]: { readonly default?: number | string; readonly minimum?: number; readonly maximum?: number };
}

const most = 2_147_483_647;
const paging: Query = {
  top: { default: 10, minimum: 0, maximum: 1000 },
  skip: { default: 0, minimum: 0, maximum: most },
  sortBy: {},
  sortOrder: {},
};
const searched: Query = { searchTerm: {}, ...paging };
const audited: Query = { ...paging, top: { default: 10, minimum: 0, maximum: most }, language: {} };

const scopesOf = (name: string) => ({
  read: [`PM.${name}`, `PM.${name}.Read`],
  write: [`PM.${name}`, `PM.${name}.Write`],
});
const user = scopesOf('User');
const group = scopesOf('Group');
const robot = scopesOf('RobotAccount');
const setting = scopesOf('Setting');
const template = scopesOf('MessageTemplate');
const application = scopesOf('OAuthApp');
const secretKeepers = [...application.write, 'PM.OAuthSecret.Write', 'PM.OAuthAppSecret.Write'];
const saml = ['PM.AuthSetting'];
const readers = ['User', 'Group', 'RobotAccount', 'OAuthApp'].flatMap((name) => scopesOf(name).read);
const directory = ['PM.Directory', 'PM.Directory.Read', ...readers];
const any = [...new Set(['PM.Directory', 'PM.Directory.Read', ...managementScopes, ...hostScopes])];
const signIn = [...saml, ...setting.read, ...directory];

type Row = readonly [operation: string, status: number, scopes: readonly string[], query?: Query, body?: string];

const rows: readonly Row[] = [
  ['POST /api/User/{userId}/changepassword', 200, user.write, {}, 'ChangeUserPasswordCommand'],
  ['POST /api/User/{userId}/checkpassword', 200, user.write, {}, 'CheckPasswordCommand'],
  ['GET /api/User/{userId}', 200, user.read],
  ['GET /api/User/users/{partitionGlobalId}', 200, user.read, searched],
  ['GET /api/UserPartition/users/{partitionGlobalId}', 200, user.read, searched],
  ['GET /api/UserPartition/partitions/{userId}', 200, user.read],
  ['POST /api/User', 200, user.write, {}, 'CreateUserCommand'],
  ['POST /api/User/BulkCreate', 200, user.write, {}, 'CreateUsersCommand'],
  ['POST /api/User/InviteUsers', 200, user.write],
  ['POST /api/User/RequirePasswordChange', 204, user.write, {}, 'RequirePasswordChangeCommand'],
  ['PUT /api/User/{userId}', 200, user.write, {}, 'UpdateUserCommand'],
  ['DELETE /api/User/{userId}', 204, user.write],
  ['DELETE /api/User', 204, user.write, {}, 'BulkSoftDeleteCommand'],
  ['DELETE /portal_/api/identity/User', 204, user.write],
  ['GET /portal_/api/identity/User/users/licenses', 200, user.read, searched],
  ['GET /portal_/api/identity/UserPartition/licenses', 200, user.read, searched],
  [
    ...(['GET /api/User/{userId}/loginAttempts', 200, ['PM.UserLoginAttempt', 'PM.UserLoginAttempt.Read']] as const),
    { ...paging, userSID: {}, since: {} },
  ],
  ['GET /api/Group/{partitionGlobalId}', 200, group.read],
  ['GET /api/Group/{partitionGlobalId}/{groupId}', 200, group.read],
  ['POST /api/Group', 201, group.write, {}, 'CreateGroupCommand'],
  ['PUT /api/Group/{groupId}', 200, group.write, {}, 'UpdateGroupCommand'],
  ['DELETE /api/Group/{partitionGlobalId}/{groupId}', 204, group.write],
  ['DELETE /api/Group/{partitionGlobalId}', 204, group.write, {}, 'BulkGroupDeleteCommand'],
  ['GET /api/Group/{partitionGlobalId}/{groupId}/Members', 200, group.read, paging],
  ['POST /api/Group/{partitionGlobalId}/{groupId}/CheckMembers', 200, group.read],
  ['POST /api/Group/BulkLoadByIds/{partitionGlobalId}', 200, group.read],
  ['GET /api/RobotAccount/{partitionGlobalId}', 200, robot.read, searched],
  ['GET /api/RobotAccount/{partitionGlobalId}/{robotAccountId}', 200, robot.read],
  ['POST /api/RobotAccount', 201, robot.write, {}, 'CreateRobotAccountCommand'],
  ['PUT /api/RobotAccount/{robotAccountId}', 200, robot.write, {}, 'UpdateRobotAccountCommand'],
  ['DELETE /api/RobotAccount/{partitionGlobalId}/{robotAccountId}', 204, robot.write],
  ['DELETE /api/RobotAccount/{partitionGlobalId}', 204, robot.write, {}, 'BulkRobotAccountDeleteCommand'],
  ['GET /api/Setting', 200, setting.read, { key: {}, partitionGlobalId: {}, userId: {} }],
  ['PUT /api/Setting', 200, setting.write, {}, 'BulkCreateOrUpdateSettingsCommand'],
  ['GET /api/MessageTemplate', 200, template.read, { name: {} }],
  ['GET /api/MessageTemplate/{templateId}', 200, template.read],
  ['PUT /api/MessageTemplate/{templateId}', 200, template.write, {}, 'UpdateMessageTemplateCommand'],
  ['GET /api/SamlCertificate/{partitionGlobalId}/certificates', 200, saml],
  ['PUT /api/SamlCertificate/primary', 200, saml, {}, 'AddCertificateCommand'],
  ['PUT /api/SamlCertificate/secondary', 200, saml, {}, 'AddCertificateCommand'],
  ['POST /api/SamlCertificate/{partitionGlobalId}/switch', 200, saml],
  ['DELETE /api/SamlCertificate/{partitionGlobalId}/{certificateId}', 200, saml],
  ...['/api/AuditQuery', '/audit_/api/auditlogs', '/portal_/api/auditLog'].map(
    (path): Row => [`GET ${path}/{partitionGlobalId}`, 200, ['PM.Audit', 'PM.Audit.Read'], audited],
  ),
  ['GET /audit_/api/auditlogs', 200, ['PM.Audit', 'PM.Audit.Read'], audited],
  ...['/api/AuditQuery/{partitionGlobalId}/download', '/audit_/api/auditlogs/download'].map(
    (path): Row => [`GET ${path}`, 200, ['PM.Audit', 'PM.Audit.Read'], { language: {}, size: {} }],
  ),
  ['GET /api/Directory/Search/{partitionGlobalId}', 200, directory, { startsWith: {}, sourceFilter: {} }],
  ['POST /api/Directory/BulkResolveByName/{partitionGlobalId}', 200, any, {}, 'BulkResolveByNameCommand'],
  ...['Resolve', 'ResolveByName', 'BulkResolve', 'GroupMembership'].map(
    (name): Row => [`POST /api/Directory/${name}/{partitionGlobalId}`, 200, directory],
  ),
  ['GET /api/Directory/Scopes/{partitionGlobalId}', 200, directory],
  ['GET /api/ExternalClient/{partitionGlobalId}', 200, application.read],
  ['GET /api/ExternalClient/{partitionGlobalId}/{clientId}', 200, application.read],
  ['POST /api/ExternalClient', 201, application.write, {}, 'CreateExternalClientCommand'],
  ['PUT /api/ExternalClient/{partitionGlobalId}/{clientId}', 200, application.write],
  ['DELETE /api/ExternalClient/{partitionGlobalId}/{clientId}', 204, application.write],
  ['POST /api/ExternalClient/GenerateSecret', 200, secretKeepers, {}, 'GenerateSecretCommand'],
  ['GET /api/ExternalClient/{partitionGlobalId}/{clientId}/GenerateSecret', 200, secretKeepers],
  ['DELETE /api/ExternalClient/{partitionGlobalId}/secrets/{secretId}', 204, secretKeepers],
  ['GET /api/ExternalApiResource', 200, application.read],
  ['GET /api/ReferenceToken', 200, user.read],
  ['GET /api/ReferenceToken/partition/{partitionGlobalId}', 200, user.read],
  ['POST /api/ReferenceToken', 201, user.write],
  ['GET /api/ReferenceToken/{id}', 200, user.read],
  ['PUT /api/ReferenceToken/{id}', 200, user.write],
  ['DELETE /api/ReferenceToken/{id}', 204, user.write],
  ['DELETE /api/ReferenceToken/Revoke', 204, user.write],
  ['POST /api/ReferenceToken/Exchange', 200, []],
  ['GET /api/PartitionAccessPolicy/{partitionGlobalId}', 200, signIn],
  ['GET /portal_/api/identity/PartitionAccessPolicy/{partitionGlobalId}', 200, signIn],
  ['GET /api/AuthenticationSetting/getAll/{partitionGlobalId}', 200, signIn],
  ['GET /api/Account/Profile', 200, []],
  ['POST /api/Account/ChangePassword', 200, user.write],
  ['POST /api/Account/ForgotPassword', 200, []],
  ['POST /api/Account/ResetPassword', 200, []],
  ['POST /api/Account/EmailConfirmation', 200, []],
  ['GET /api/Liveness', 200, []],
  ['GET /api/Language', 200, []],
  ['GET /api/Language/{code}/translations', 200, []],
  ['GET /api/Status/Version', 200, []],
];

/** Under its own path or under another one of it. */
async function find(method: string, path: string): Promise<DescribedOperation> {
  const { paths } = await described();
  for (const [own, methods] of Object.entries(paths)) {
    const operation = methods[method.toLowerCase()];
    if (operation && [own, ...(operation['x-aliases'] ?? [])].includes(path)) return operation;
  }
  throw new assert.AssertionError({ message: `${method} ${path} is not described` });
}

describe('the operation', () => {
  for (const [row, status, scopes, query = {}, body] of rows) {
    it(`${row} answers ${status}, for ${scopes.join(' or ') || 'no scope of its own'}`, async () => {
      const [method = '', path = ''] = row.split(' ');
      const operation = await find(method, path);
      assert.ok(operation.responses[status], `answers ${Object.keys(operation.responses)}`);
      assert.deepEqual(
        operation.security.flatMap(({ oauth2 = [] }) => oauth2),
        scopes,
      );
      for (const [name, expected] of Object.entries(query)) {
        const found = operation.parameters.find((one) => one.in === 'query' && one.name === name);
        assert.ok(found, name);
        for (const [keyword, value] of Object.entries(expected)) assert.equal(found.schema[keyword], value, name);
      }
      if (body === undefined) return;
      const schema = operation.requestBody?.content['application/json'].schema;
      assert.match(JSON.stringify(schema), new RegExp(`#/components/schemas/${body}"`));
    });
  }

  it('of changing a password, and of reading sign-in attempts, has the id that generated clients use', async () => {
    const change = await find('POST', '/api/User/{userId}/changepassword');
    const attempts = await find('GET', '/api/User/{userId}/loginAttempts');
    assert.deepEqual([change.operationId, change.tags], ['User_ChangePassword', ['User']]);
    assert.deepEqual(
      [attempts.operationId, attempts.tags],
      ['UserLoginAttempt_GetLoginAttempts', ['UserLoginAttempt']],
    );
  });
});

const newUser = [
  ...['id', 'userName', 'email', 'name', 'surname', 'displayName', 'type', 'bypassBasicAuthRestriction', 'legacyId'],
  'invitationAccepted',
];
const schemas: Readonly<Record<string, readonly string[]>> = {
  ChangeUserPasswordCommand: ['oldPassword', 'newPassword'],
  CheckPasswordCommand: ['newPassword', 'oldPassword'],
  RequirePasswordChangeCommand: ['partitionGlobalId', 'userIds'],
  IdentityResult: ['succeeded', 'errors'],
  IdentityError: ['code', 'description'],
  CreateUserCommandBase: newUser,
  CreateUserCommand: [...newUser, 'partitionGlobalId', 'password', 'validatePassword', 'groupIDs', 'userLogins'],
  CreateUserLoginCommand: ['loginProvider', 'providerKey', 'providerDisplayName'],
  CreateUsersCommand: ['users', 'partitionGlobalId', 'groupIDs'],
  UpdateUserCommand: [
    ...['name', 'surname', 'displayName', 'email', 'isActive', 'password', 'groupIDsToAdd', 'groupIDsToRemove'],
    ...['bypassBasicAuthRestriction', 'invitationAccepted', 'extensionUserAttributesToAddOrUpdate'],
    'extensionUserAttributesToRemove',
  ],
  BulkSoftDeleteCommand: ['partitionGlobalId', 'userIds', 'deleteCurrentUser', 'isHostMode'],
  CreateGroupCommand: ['partitionGlobalId', 'id', 'name', 'directoryUserMemberIDs'],
  UpdateGroupCommand: ['partitionGlobalId', 'name', 'directoryUserIDsToAdd', 'directoryUserIDsToRemove'],
  BulkGroupDeleteCommand: ['groupIDs'],
  CreateRobotAccountCommand: ['partitionGlobalId', 'id', 'name', 'displayName', 'groupIDsToAdd'],
  UpdateRobotAccountCommand: ['partitionGlobalId', 'displayName', 'groupIDsToAdd', 'groupIDsToRemove'],
  BulkRobotAccountDeleteCommand: ['robotAccountIDs'],
  BulkCreateOrUpdateSettingsCommand: ['settings', 'partitionGlobalId', 'userId'],
  CreateOrUpdateSettingCommand: ['key', 'value'],
  UpdateMessageTemplateCommand: ['id', 'value'],
  AddCertificateCommand: ['partitionGlobalId', 'certificate'],
  CertificatePair: [
    ...['partitionGlobalId', 'primaryCertificateId', 'primaryCertificate', 'primaryCertificateThumbprint'],
    ...['secondaryCertificateId', 'secondaryCertificate', 'secondaryCertificateThumbprint'],
  ],
  CreateExternalClientCommand: ['partitionGlobalId', 'name', 'isConfidential', 'redirectUri', 'scopes'],
  GenerateSecretCommand: ['partitionGlobalId', 'clientId', 'description', 'expiryTime'],
  BulkResolveByNameCommand: ['entityNames', 'entityType'],
  ...Object.fromEntries(
    ['UserDto', 'RobotAccountDto', 'UserLoginAttemptDto'].map((name) => [
      `${name}PagedResultDto`,
      ['totalCount', 'results'],
    ]),
  ),
  AuditQueryRecordDtoPagedResult: ['totalCount', 'results'],
};

describe('the schema', () => {
  for (const [name, members] of Object.entries(schemas)) {
    it(`${name} has ${members.join(', ')}`, async () => {
      const { components } = await described();
      const found = Object.keys((components.schemas[name]?.properties ?? {}) as object);
      for (const member of members) assert.ok(found.includes(member), `${member} is not among ${found.join(', ')}`);
    });
  }
});
