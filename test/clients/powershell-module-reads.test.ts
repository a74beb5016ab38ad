import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { send } from '../support/http.ts';
import { postForm } from '../support/oauth.ts';
import { world } from '../support/world.ts';
import { messageOf } from './message.ts';
import { newUser, usePowerShellModule } from './powershell-module.fixture.ts';

// The PowerShell module UiPathOrch drives a self-hosted server through `/identity`, with these headers, bodies and
// query strings. It reads answers with the spelling and the types that are asserted here, and nothing else.

const p = world.organization.id;
const { gatehouse, headers, call, bulkCreate } = usePowerShellModule();

describe('the directory', () => {
  it('numbers what it finds', async () => {
    const { json: found } = await call('GET', `/identity/api/Directory/Search/${p}?$count=false&startsWith=harry`);
    assert.deepEqual([found[0].identityName, found[0].type], ['harry.potter', 0]);
  });

  it('resolves names for a type in any letter case', async () => {
    const body = { entityNames: ['harry.potter'], entityType: 'User' };
    const { json: found } = await call('POST', `/identity/api/Directory/BulkResolveByName/${p}`, body);
    assert.equal(found['harry.potter'].displayName, 'Harry Potter');
  });
});

describe('licences', () => {
  const L = '/portal/api/license/accountant/UserLicense';
  const twice = `/${world.organization.name}/portal_/portal_/api/license/accountant/UserLicense`;
  const empty = { totalCount: 0, results: [] };
  const account = `accountUserId=${randomUUID()}&accountGlobalId=${p}`;
  for (const [path, answer] of [
    [L, []],
    [`${L}/group/?id=${p}`, { availableUserBundles: [], allocatedUserBundles: [], useExternalLicense: false }],
    [`${L}/group/page?top=1000&skip=0`, empty],
    [`${L}/group/${p}/allocations?top=100&skip=0`, empty],
    [`${twice}/user/page?top=100&skip=0`, empty],
    [`/portal/api/licensing/tenantAllocations?accountGlobalId=${p}`, []],
    [
      `/portal/api/license/management/account/available?${account}`,
      { productAllocations: [], userLicensingBundles: [], entitlementUsages: [], availableServices: [], mlKeys: [] },
    ],
    [`/portal/api/license/management/account?${account}`, { mlKeys: [], accountLicense: null }],
  ] as const) {
    it(`are none at ${path.replaceAll(/[0-9a-f-]{36}/g, '{id}')}`, async () => {
      const { status, json: found } = await call('GET', path);
      assert.deepEqual([status, found], [200, answer]);
    });
  }

  it('are taken away without a complaint, and refused in words when they are to be given', async () => {
    const group = { id: p, ubls: [], useExternalLicense: false };
    const { json: allocated } = await call('PUT', `${L}/group`, group);
    assert.deepEqual(allocated, { groupId: p, organizationId: p, useExternalLicense: false, userBundleCodes: [] });
    const userIds = [world.harry.id];
    for (const [method, path, body] of [
      ['PUT', twice, { userIds, licenseCodes: [], useExternalLicense: false }],
      ['POST', `${twice}/users`, { userIds }],
      ['DELETE', `${L}/group`, { id: p }],
      ['DELETE', `${L}/group/${p}/user/${world.harry.id}`, undefined],
      ['DELETE', twice, { userIds }],
    ] as const) {
      assert.deepEqual([(await call(method, path, body)).status, path], [204, path]);
    }
    for (const [path, body] of [
      [`${L}/group`, { ...group, ubls: ['RPADEVPRONU'] }],
      [twice, { userIds, licenseCodes: ['RPADEVPRONU'] }],
    ] as const) {
      const { status, json: refused } = await call('PUT', path, body);
      assert.equal(status, 400);
      assert.match(refused.detail, /no licences to give/);
      assert.equal(refused.message, refused.detail);
    }
  });
});

describe('preferences', () => {
  it('are written one key at a time, and read by several', async () => {
    const user = newUser();
    await bulkCreate([user]);
    const settings = [{ key: 'UserLanguage', value: 'en' }];
    const body = { settings, partitionGlobalId: p, userId: user.id };
    assert.equal((await call('PUT', '/identity/api/Setting', body)).status, 200);
    const query = `key=UserLanguage&key=UserTheme&partitionGlobalId=${p}&userId=${user.id}`;
    const { json: rows } = await call('GET', `/identity/api/Setting?${query}`);
    assert.deepEqual([rows.length, rows[0].key, rows[0].value, typeof rows[0].id], [1, 'UserLanguage', 'en', 'number']);
  });
});

describe('refusals', () => {
  it('of the token say nothing but 401, so that the client signs in again', async () => {
    const answer = await send(`${gatehouse.url}/identity/api/Group/${p}`, {
      headers: { ...headers(), authorization: 'Bearer over' },
    });
    assert.deepEqual([answer.status, answer.text], [401, '']);
  });

  for (const [what, method, path, body, status] of [
    ['a record that is not there', 'GET', `/identity/api/User/${randomUUID()}`, undefined, 404],
    ['a path that is not there', 'GET', '/identity/api/Nothing', undefined, 404],
    ['another organization', 'GET', `/identity/api/Group/${world.otherOrganization.id}`, undefined, 403],
    ['a missing scope', 'GET', '/identity/api/MessageTemplate', undefined, 403],
    ['a member of the wrong kind', 'POST', '/identity/api/Group', { partitionGlobalId: p, name: {} }, 400],
    ['a wrong password', 'POST', `/identity/api/User/har-3107/changepassword`, { oldPassword: 'x' }, 400],
  ] as const) {
    it(`for ${what} are a readable sentence with status ${status}`, async () => {
      const answer = await call(method, path, body);
      assert.equal(answer.status, status, answer.text);
      assert.match(messageOf(answer.text), /\w{3}/);
    });
  }

  it('of the token service are an error and a description', async () => {
    const form = {
      grant_type: 'client_credentials',
      client_id: world.application.id,
      client_secret: 'wrong',
      scope: '',
    };
    const { json: answer } = await postForm(gatehouse, '/identity/connect/token', form);
    assert.equal(answer.error, 'invalid_client');
    assert.ok(!('access_token' in answer));
  });
});
