import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyoneGroupId } from '../../src/directory/group.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf, type CallApi } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { world } from '../support/world.ts';

// What the services of the TypeScript SDK for users, groups and the directory send, and what of the answers they read.

const p = world.organization.id;
const prefix = `/${world.organization.name}/identity_`;
let bearer = '';
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.User PM.Group PM.RobotAccount PM.Directory');
});
const api = apiOf(gatehouse, () => bearer);
const call: CallApi = (method, path, body) => api(method, path, body, prefix);

describe('the service of groups', () => {
  it('reads the members page by page, each by its id and the number of its kind, until a page is short', async () => {
    const person = await createAccount(gatehouse, null);
    const { json: robot } = await call('POST', '/api/RobotAccount', { partitionGlobalId: p, name: 'sdk-robot' });
    const ids = [person.id, robot.id, world.application.id];
    const { json: group } = await call('POST', '/api/Group', {
      ...{ partitionGlobalId: p, name: 'Members of the SDK', directoryUserMemberIDs: ids },
    });
    const found = new Map<string, number>();
    for (let skip = 0; ; skip += 2) {
      const { json } = await call('GET', `/api/Group/${p}/${group.id}/Members?top=2&skip=${skip}`);
      assert.equal(json.totalCount, 3);
      for (const row of json.results) {
        assert.deepEqual(Object.keys(row).slice(0, 3), ['id', 'type', 'objectType']);
        assert.equal(row.identifier, row.id);
        found.set(row.id, row.type);
      }
      if (json.results.length < 2) break;
    }
    assert.deepEqual(
      ids.map((id) => found.get(id)),
      [0, 4, 5],
    );
  });

  it('learns from 404 that a group is not there', async () => {
    assert.equal((await call('GET', `/api/Group/${p}/${world.tenant}/Members?top=1000&skip=0`)).status, 400);
    const unknown = '11111111-2222-4333-8444-555555555555';
    assert.equal((await call('GET', `/api/Group/${p}/${unknown}/Members?top=1000&skip=0`)).status, 404);
  });
});

describe('the service of the directory', () => {
  it('asks for one kind in lower case, and reads a number', async () => {
    const { json } = await call('GET', `/api/Directory/Search/${p}?startsWith=Harry%20P&entityType=user`);
    assert.deepEqual([json[0].displayName, json[0].type, typeof json[0].objectType], ['Harry Potter', 0, 'string']);
    const owls = await call('GET', `/api/Directory/Search/${p}?startsWith=owl&entityType=application`);
    assert.deepEqual([owls.json[0].identityName, owls.json[0].type], ['Owl Post', 2]);
  });

  it('reads the groups of an account as objects', async () => {
    const body = { userId: world.harry.id, groupIds: [everyoneGroupId, '11111111-2222-4333-8444-555555555555'] };
    const { status, json } = await call('POST', `/api/Directory/GroupMembership/${p}`, body);
    assert.equal(status, 200);
    assert.deepEqual(json, [
      {
        ...{ objectType: 'DirectoryGroup', externalId: null, source: 'local', identifier: everyoneGroupId },
        ...{ name: 'Everyone', email: null, displayName: 'Everyone' },
      },
    ]);
  });
});

describe('the service of users', () => {
  it('sorts by every member that it knows, and reads the category last', async () => {
    for (const sortBy of [
      ...['Id', 'UserName', 'Email', 'EmailConfirmed', 'Name', 'Surname', 'DisplayName', 'CreationTime'],
      ...['LastModificationTime', 'LastLoginTime', 'IsActive', 'Type', 'Category', 'InvitationAccepted'],
    ]) {
      const { json } = await call('GET', `/api/User/users/${p}?top=1000&skip=0&sortBy=${sortBy}&sortOrder=asc`);
      assert.equal(Object.keys(json.results[0]).at(-1), 'category');
    }
    const user = { userName: 'in-another-directory', type: 'directoryUser' };
    await call('POST', '/api/User/BulkCreate', { partitionGlobalId: p, users: [user] });
    const { json } = await call('GET', `/api/User/users/${p}?top=1&sortBy=Category&sortOrder=desc`);
    assert.deepEqual([json.results[0].userName, json.results[0].category], [user.userName, 2]);
  });
});
