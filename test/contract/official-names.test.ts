import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { describedBy } from '../support/described.ts';
import { useGatehouse } from '../support/gatehouse.ts';

// What generated clients of the original are called after.

const gatehouse = useGatehouse();
const described = () => describedBy(gatehouse.url);

const operations: Readonly<Record<string, string>> = {
  AuditQuery_GetAuditEvents: 'GET /api/AuditQuery/{partitionGlobalId}',
  AuditQuery_DownloadAuditEvents: 'GET /api/AuditQuery/{partitionGlobalId}/download',
  Group_GetGroups: 'GET /api/Group/{partitionGlobalId}',
  Group_BulkDelete: 'DELETE /api/Group/{partitionGlobalId}',
  Group_GetGroup: 'GET /api/Group/{partitionGlobalId}/{groupId}',
  Group_Delete: 'DELETE /api/Group/{partitionGlobalId}/{groupId}',
  Group_CreateGroup: 'POST /api/Group',
  Group_UpdateGroup: 'PUT /api/Group/{groupId}',
  MessageTemplate_GetTemplate_By_Id: 'GET /api/MessageTemplate/{templateId}',
  MessageTemplate_UpdateTemplate: 'PUT /api/MessageTemplate/{templateId}',
  MessageTemplate_GetTemplate: 'GET /api/MessageTemplate',
  RobotAccount_GetRobotAccounts: 'GET /api/RobotAccount/{partitionGlobalId}',
  RobotAccount_BulkDelete: 'DELETE /api/RobotAccount/{partitionGlobalId}',
  RobotAccount_GetRobotAccount: 'GET /api/RobotAccount/{partitionGlobalId}/{robotAccountId}',
  RobotAccount_Delete: 'DELETE /api/RobotAccount/{partitionGlobalId}/{robotAccountId}',
  RobotAccount_CreateRobotAccount: 'POST /api/RobotAccount',
  RobotAccount_UpdateRobotAccount: 'PUT /api/RobotAccount/{robotAccountId}',
  SamlCertificate_GetCertificatePair: 'GET /api/SamlCertificate/{partitionGlobalId}/certificates',
  SamlCertificate_UpdatePrimaryCertificate: 'PUT /api/SamlCertificate/primary',
  SamlCertificate_UpdateSecondaryCertificate: 'PUT /api/SamlCertificate/secondary',
  SamlCertificate_SwitchToPrimary: 'POST /api/SamlCertificate/{partitionGlobalId}/switch',
  SamlCertificate_DeleteCertificate: 'DELETE /api/SamlCertificate/{partitionGlobalId}/{certificateId}',
  Setting_GetSettingsBulk: 'GET /api/Setting',
  Setting_UpdateSettings: 'PUT /api/Setting',
  User_GetUser: 'GET /api/User/{userId}',
  User_Update: 'PUT /api/User/{userId}',
  User_Delete: 'DELETE /api/User/{userId}',
  User_CreateUser: 'POST /api/User',
  User_BulkDelete: 'DELETE /api/User',
  User_GetUsers: 'GET /api/User/users/{partitionGlobalId}',
  User_CreateUsers: 'POST /api/User/BulkCreate',
  User_ChangePassword: 'POST /api/User/{userId}/changepassword',
  UserLoginAttempt_GetLoginAttempts: 'GET /api/User/{userId}/loginAttempts',
};

const schemas = [
  ...['AddCertificateCommand', 'AuditQueryRecordDto', 'AuditQueryRecordDtoPagedResult'],
  ...['BulkCreateOrUpdateSettingsCommand', 'BulkGroupDeleteCommand', 'BulkRobotAccountDeleteCommand'],
  ...['BulkSoftDeleteCommand', 'CertificatePair', 'ChangeUserPasswordCommand', 'CreateGroupCommand'],
  ...['CreateOrUpdateSettingCommand', 'CreateRobotAccountCommand', 'CreateUserCommand', 'CreateUserCommandBase'],
  ...['CreateUserLoginCommand', 'CreateUsersCommand', 'DirectoryApplication', 'DirectoryEntity', 'DirectoryGroup'],
  ...['DirectoryRobotUser', 'DirectoryUser', 'GroupDto', 'GroupType', 'IdentityError', 'IdentityResult'],
  ...['LoginAttemptResult', 'MessageTemplateDto', 'RobotAccountDto', 'RobotAccountDtoPagedResultDto', 'SettingDto'],
  ...['SortOrder', 'SortOrderDto', 'UpdateGroupCommand', 'UpdateMessageTemplateCommand', 'UpdateRobotAccountCommand'],
  ...['UpdateUserCommand', 'UserDto', 'UserDtoPagedResultDto', 'UserLoginAttemptDto'],
  ...['UserLoginAttemptDtoPagedResultDto', 'UserType'],
];

describe('the names of the original', () => {
  it('are those of the operations, with the tag before the underscore', async () => {
    const { paths } = await described();
    for (const [id, place] of Object.entries(operations)) {
      const [method = '', path = ''] = place.split(' ');
      const operation = paths[path]?.[method.toLowerCase()];
      assert.deepEqual([operation?.operationId, operation?.tags], [id, [id.split('_')[0]]], place);
    }
  });

  it('are those of the schemas', async () => {
    const { components } = await described();
    assert.deepEqual(
      schemas.filter((name) => !(name in components.schemas)),
      [],
    );
    assert.equal(schemas.length, 41);
  });
});

/** As Go and C# write a name: their members begin with a capital, and underscores go. */
const capital = (name: string): string => name.replaceAll(/(?:^|_)(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('a name', () => {
  it('collides with no other in a language whose names begin with a capital', async () => {
    const { components, paths } = await described();
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map((one) => one.operationId));
    const types = [...Object.keys(components.schemas), ...Object.keys(components.responses)];
    assert.deepEqual(repeated(ids), []);
    assert.deepEqual(repeated(types), []);
    // Go's constructors are called `New…`, and what generators add to an operation ends so.
    assert.deepEqual(
      types.filter((name) => types.includes(`New${name}`)),
      [],
    );
    const added = ids.flatMap((id) => ['Response', 'Params', 'JSONRequestBody'].map((end) => capital(id) + end));
    assert.deepEqual(
      types.filter((name) => added.includes(name)),
      [],
    );
    for (const [name, { properties = {} }] of Object.entries(components.schemas)) {
      const members = Object.keys(properties as object);
      assert.deepEqual(repeated(members), [], name);
      assert.ok(!members.some((member) => capital(member) === name), `a member of ${name} is called as it is`);
    }
  });
});

const repeated = (names: readonly string[]): readonly string[] => {
  const written = names.map((name) => capital(name).toLowerCase());
  return names.filter((_, n) => written.indexOf(written[n] ?? '') !== n);
};
