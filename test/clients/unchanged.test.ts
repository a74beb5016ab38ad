import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { openPages } from '../support/sign-in.ts';
import { world } from '../support/world.ts';
import { authorized } from './authorized.ts';

// What makes clients of the original work unchanged, one point after the other.

const { organization: org, tenant, application } = world;
const p = org.id;
let pages: TokenService;
let account: Account;
let bearer = '';
const scope = 'PM.User PM.Group PM.RobotAccount PM.OAuthApp PM.Setting PM.Audit PM.UserLoginAttempt';
const clientForm = { grant_type: 'client_credentials', ...asClient(application), scope };
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, 'al0h0m0ra-account', { isAdministrator: true });
  bearer = (await postForm(running, '/identity/connect/token', clientForm)).json.access_token;
});
const call = apiOf(gatehouse, () => bearer);
const base = { partitionGlobalId: p };

/** A request written by hand, for what `fetch` will not send. */
async function raw(method: string, path: string, headers: Record<string, string>, body = '') {
  const asked = request(`${gatehouse.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${bearer}`, ...headers },
  });
  asked.end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  return { status: response.statusCode, text: await text(response) };
}

describe('1. paths', () => {
  const prefixes = ['/identity', '/identity_'].flatMap((service) => [
    service,
    ...[org.name, org.id, org.name.toUpperCase()].flatMap((organization) => [
      `/${organization}${service}`,
      `/${organization}/${tenant}${service}`,
    ]),
  ]);
  for (const prefix of prefixes) {
    it(`lead to the operation below ${prefix}, in any letter case, with and without a slash at the end`, async () => {
      for (const path of [
        '/api/User/har-3107',
        '/API/USER/har-3107',
        '/api/user/har-3107/',
        '/Api/User/har-3107/?x=1',
      ]) {
        assert.equal((await call('GET', path, undefined, prefix)).status, 200, path);
      }
    });
  }
});

describe('2. members', () => {
  it('are found in any letter case, the exact one first, the last of several; others are ignored; null is absence', async () => {
    const id = randomUUID();
    const body = `{"PARTITIONGLOBALID":"${p}","Id":"${id}","USERNAME":"x-${id}","userName":"${id}","Name":"A","name":"B",
      "surname":null,"groupIDs":null,"legacyId":null,"nobody":{"knows":[1,2,{}]}}`;
    assert.equal((await call('POST', '/api/User?unknown=1&$count=false', body)).status, 200);
    const { json } = await call('GET', `/api/User/${id}`);
    assert.deepEqual([json.userName, json.name, json.surname, json.groupIDs], [id, 'B', null, []]);
  });
});

describe('3. enumerations', () => {
  it('are numbers in answers and anything in requests', async () => {
    for (const type of [0, '0', 'user', 'USER', undefined]) {
      const id = randomUUID();
      assert.equal((await call('POST', '/api/User', { ...base, id, userName: id, type })).status, 200);
      assert.equal((await call('GET', `/api/User/${id}`)).json.type, 0);
    }
  });
});

describe('4. tokens', () => {
  it('are given also when every other field of the form is there and empty', async () => {
    const empty = { code: '', code_verifier: '', redirect_uri: '', refresh_token: '', username: '', password: '' };
    const { status, json } = await postForm(gatehouse, '/identity/connect/token', { ...clientForm, ...empty });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), ['access_token', 'expires_in', 'token_type', 'scope']);
    assert.equal((await postForm(gatehouse, '/identity/connect/token', { ...clientForm, scope: '' })).status, 200);
  });

  it('have three parts, and say organization, subject, application, end and, of a person, the name', async () => {
    const found = await authorized(gatehouse, pages, account, {
      redirectUri: 'http://localhost:8085/a',
      scope: 'PM.User',
    });
    const { json } = await postForm(gatehouse, '/identity/connect/token', found.exchange);
    for (const [jwt, subject, client] of [
      [bearer, application.id, application.id],
      [json.access_token, account.id, found.clientId],
    ]) {
      assert.equal(jwt.split('.').length, 3);
      const claims = decodeJwt(jwt);
      assert.deepEqual([claims.prt_id, claims.sub, claims.client_id], [p, subject, client]);
      assert.equal(typeof claims.exp, 'number');
    }
    assert.equal(decodeJwt(json.access_token).preferred_username, `user-${account.id}`);
  });
});

describe('5. a refresh', () => {
  it('answers a new refresh token each time, and an access token of 3600 seconds', async () => {
    const wanted = { redirectUri: 'http://localhost:8085/b', scope: 'PM.User offline_access' };
    const found = await authorized(gatehouse, pages, account, wanted);
    let { json } = await postForm(gatehouse, '/identity/connect/token', found.exchange);
    for (const path of ['/identity/connect/token', `/${org.name}/identity_/connect/token`]) {
      const form = { grant_type: 'refresh_token', client_id: found.clientId, refresh_token: json.refresh_token };
      const renewed = await postForm(gatehouse, path, form);
      assert.deepEqual([renewed.status, renewed.json.expires_in], [200, 3600]);
      assert.ok(renewed.json.refresh_token && renewed.json.refresh_token !== json.refresh_token);
      ({ json } = renewed);
    }
  });
});

describe('6. bodies where others expect none', () => {
  const lists = [
    `/identity/api/Group/${p}`,
    `/identity/api/UserPartition/users/${p}`,
    `/identity/api/AuditQuery/${p}`,
    `/portal_/api/identity/User/users/licenses?partitionGlobalId=${p}`,
    `/portal_/api/identity/UserPartition/licenses?partitionGlobalId=${p}`,
  ];
  for (const path of lists) {
    it(`a GET of ${path.replaceAll(p, '{organization}')} may say that its empty body is JSON`, async () => {
      for (const type of ['application/json', 'application/json; charset=utf-8']) {
        assert.equal((await raw('GET', path, { 'content-type': type, 'content-length': '0' })).status, 200);
        assert.equal((await raw('GET', path, { 'content-type': type, 'transfer-encoding': 'chunked' })).status, 200);
      }
    });
  }

  it('a DELETE has one that counts', async () => {
    const id = randomUUID();
    await call('POST', '/api/Group', { ...base, id, name: id });
    assert.equal((await call('DELETE', `/api/Group/${p}`, { groupIDs: [id] })).status, 204);
    assert.equal((await call('GET', `/api/Group/${p}/${id}`)).status, 404);
  });

  it('a DELETE or a POST without one may say that it is JSON', async () => {
    const id = randomUUID();
    await call('POST', '/api/Group', { ...base, id, name: id });
    const headers = { 'content-type': 'application/json', 'content-length': '0' };
    assert.equal((await raw('DELETE', `/identity/api/Group/${p}/${id}`, headers)).status, 204);
  });
});

describe('7. lists', () => {
  for (const path of [
    `/api/Group/${p}`,
    '/api/Setting',
    `/api/ExternalClient/${p}`,
    '/api/ExternalApiResource',
    `/api/Directory/Search/${p}?startsWith=h`,
  ]) {
    it(`are bare arrays at ${path.replace(p, '{organization}')}`, async () => {
      const { json } = await call('GET', `${path}${path.includes('?') ? '&' : '?'}$count=false`);
      assert.ok(Array.isArray(json));
    });
  }

  for (const path of [
    `/api/User/users/${p}`,
    `/api/UserPartition/users/${p}`,
    `/api/User/har-3107/loginAttempts`,
    `/api/RobotAccount/${p}`,
    `/api/AuditQuery/${p}`,
  ]) {
    it(`are objects of a count and rows at ${path.replace(p, '{organization}')}`, async () => {
      const { json } = await call('GET', path);
      assert.deepEqual([typeof json.totalCount, Array.isArray(json.results)], ['number', true]);
    });
  }
});

describe('8. pages', () => {
  it('are full up to a thousand rows', async () => {
    const users = Array.from({ length: 1001 }, (_, index) => ({
      id: randomUUID(),
      userName: `full-${index}`,
      type: 'user',
    }));
    assert.equal((await call('POST', '/api/User/BulkCreate', { ...base, users })).json.users.length, 1001);
    const { json } = await call('GET', `/api/UserPartition/users/${p}?top=1000&skip=0`);
    assert.equal(json.results.length, 1000);
    const rest = await call('GET', `/api/UserPartition/users/${p}?top=1000&skip=1000`);
    assert.equal(rest.json.results.length, json.totalCount - 1000);
  });
});

describe('9. ids that the client has made', () => {
  for (const [path, name] of [
    ['User', 'userName'],
    ['Group', 'name'],
    ['RobotAccount', 'name'],
  ] as const) {
    it(`are those of what is made at ${path}`, async () => {
      const id = randomUUID();
      await call('POST', `/api/${path}`, { ...base, id, [name]: id });
      const found = await call('GET', path === 'User' ? `/api/User/${id}` : `/api/${path}/${p}/${id}`);
      assert.equal(found.json.id, id);
    });
  }
});

describe('10. bulk creation', () => {
  it('answers an envelope with an empty list of errors and the users', async () => {
    const users = [{ id: randomUUID(), userName: randomUUID(), type: 'user' }];
    const { status, json } = await call('POST', '/api/User/BulkCreate', { ...base, users, groupIDs: [] });
    assert.deepEqual([status, json.result], [200, { succeeded: true, errors: [] }]);
    assert.deepEqual([json.succeeded, json.errors, json.users.length], [true, [], 1]);
    const again = await call('POST', '/api/User/BulkCreate', { ...base, users, groupIDs: [] });
    assert.deepEqual([again.status, again.json.result.succeeded, again.json.users], [400, false, []]);
  });
});
