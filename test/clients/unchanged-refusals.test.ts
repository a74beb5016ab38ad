import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { world } from '../support/world.ts';
import { messageOf } from './message.ts';

// What makes clients of the original work unchanged, one point after the other.

const { organization: org, tenant, application } = world;
const p = org.id;
let bearer = '';
const scope = 'PM.User PM.Group PM.RobotAccount PM.OAuthApp PM.Setting PM.Audit PM.UserLoginAttempt';
const clientForm = { grant_type: 'client_credentials', ...asClient(application), scope };
const gatehouse = useGatehouse(async (running) => {
  bearer = (await postForm(running, '/identity/connect/token', clientForm)).json.access_token;
});
const call = apiOf(gatehouse, () => bearer);
const base = { partitionGlobalId: p };

describe('11. statuses', () => {
  it('are 200 for a user, 201 for a group and a robot account, and 204 without a body for what is deleted', async () => {
    for (const [path, name, status, one] of [
      ['/api/User', 'userName', 200, '/api/User'],
      ['/api/Group', 'name', 201, `/api/Group/${p}`],
      ['/api/RobotAccount', 'name', 201, `/api/RobotAccount/${p}`],
    ] as const) {
      const id = randomUUID();
      assert.equal((await call('POST', path, { ...base, id, [name]: id })).status, status, path);
      const deleted = await call('DELETE', `${one}/${id}`);
      assert.deepEqual([deleted.status, deleted.text, deleted.headers.get('content-type')], [204, '', null], path);
    }
    for (const [path, body] of [
      ['/api/User', { ...base, userIds: [randomUUID()] }],
      [`/api/Group/${p}`, { groupIDs: [randomUUID()] }],
      [`/api/RobotAccount/${p}`, { robotAccountIDs: [randomUUID()] }],
    ] as const) {
      const deleted = await call('DELETE', path, body);
      assert.deepEqual([deleted.status, deleted.text], [204, ''], path);
    }
  });
});

describe('12. refusals', () => {
  const name = randomUUID();
  for (const [what, method, path, body, expected] of [
    ['a name that is taken', 'POST', '/api/Group', { ...base, name: 'Prefects' }, /already exists/],
    ['a robot account that exists', 'POST', '/api/RobotAccount', { ...base, name }, /already exists/],
    ['a user name that is taken', 'POST', '/api/User', { ...base, userName: 'harry.potter' }, /is already taken/],
    ['a record that is not there', 'GET', `/api/User/${randomUUID()}`, undefined, /not found/],
    ['a group that is not there', 'GET', `/api/Group/${p}/${randomUUID()}`, undefined, /not found/],
    ['an organization that is not there', 'GET', `/api/Group/${randomUUID()}`, undefined, /not found/],
    [
      'a scope that is not there',
      ...(['POST', '/api/ExternalClient'] as const),
      { ...base, name: 'x', isConfidential: true, scopes: [{ name: 'No.Such' }] },
      /Not all scopes=No\.Such are present in database.*scope not found/,
    ],
    ['a token without the scope', 'GET', '/api/MessageTemplate/1', undefined, /Expect to have 'PM\.MessageTemplate'/],
    ['what cannot be read', 'POST', '/api/User', '{"userName":x}', /userName: Unexpected character/],
    ['too many names', 'POST', `/api/Directory/BulkResolveByName/${p}`, { entityNames: Array(21).fill('a') }, /size/],
  ] as const) {
    it(`say in words that can be read what was wrong with ${what}`, async () => {
      if (what.includes('robot')) await call(method, path, body);
      const answer = await call(method, path, body);
      assert.ok(answer.status >= 400 && answer.status < 500, answer.text);
      assert.match(`${messageOf(answer.text)} ${answer.json.detail ?? ''} ${answer.json.message ?? ''}`, expected);
    });
  }
});

describe('13. statuses that clients remember', () => {
  it('401 is for the token alone', async () => {
    const url = `${gatehouse.url}/identity/api/User/${world.harry.id}`;
    for (const authorization of [undefined, 'Bearer x', 'Basic eA==', 'Bearer rt_x']) {
      assert.equal((await send(url, authorization ? { headers: { authorization } } : {})).status, 401, authorization);
    }
    const wrong = await call('POST', `/api/User/${world.harry.id}/changepassword`, {
      oldPassword: 'x',
      newPassword: 'y',
    });
    assert.equal(wrong.status, 400);
    assert.equal((await call('GET', '/api/MessageTemplate/1')).status, 403);
    assert.equal((await call('GET', `/api/Group/${world.otherOrganization.id}`)).status, 403);
    assert.equal((await call('GET', `/api/User/${randomUUID()}`)).status, 404);
  });
});

describe('14. pages of registered applications', () => {
  const origin = 'http://localhost:3000';

  it('read the answers of the token endpoint and of the API', async () => {
    const issued = await postForm(gatehouse, '/identity/connect/token', clientForm, { origin });
    assert.equal(issued.headers.get('access-control-allow-origin'), origin);
    const headers = { origin, authorization: `Bearer ${bearer}` };
    const read = await send(`${gatehouse.url}/identity/api/User/${world.harry.id}`, { headers });
    assert.equal(read.headers.get('access-control-allow-origin'), origin);
    for (const answer of [issued, read]) assert.equal(answer.headers.get('access-control-allow-credentials'), null);
  });

  it('are not those of anybody else', async () => {
    const foreign = 'https://evil.example';
    const headers = { origin: foreign, authorization: `Bearer ${bearer}` };
    const read = await send(`${gatehouse.url}/identity/api/User/${world.harry.id}`, { headers });
    assert.equal(read.headers.get('access-control-allow-origin'), null);
    const issued = await postForm(gatehouse, '/identity/connect/token', clientForm, { origin: foreign });
    assert.equal(issued.headers.get('access-control-allow-origin'), null);
  });
});

describe('15. the OpenAPI document', () => {
  for (const prefix of ['/identity', '/identity_', `/${org.name}/identity_`, `/${org.id}/${tenant}/identity`]) {
    it(`is there below ${prefix}`, async () => {
      const { status, json } = await send(`${gatehouse.url}${prefix}/swagger/external/swagger.json`);
      assert.equal(status, 200);
      assert.match(json.openapi, /^3\.0\./);
      assert.equal(json.paths['/api/User/{userId}/changepassword'].post.operationId, 'User_ChangePassword');
    });
  }
});
