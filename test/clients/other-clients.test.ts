import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { asClient, createPersonalToken, postForm } from '../support/oauth.ts';
import { openPages } from '../support/sign-in.ts';
import { world } from '../support/world.ts';
import { authorized } from './authorized.ts';

// What command-line tools, the Python SDK and pages built with the TypeScript SDK send.

const org = world.organization;
let pages: TokenService;
let account: Account;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, 'al0h0m0ra-account', { isAdministrator: true });
});

const signIn = (redirectUri: string, scope: string, state?: string) =>
  authorized(gatehouse, pages, account, { redirectUri, scope, ...(state === undefined ? {} : { state }) });

describe('uipathcli', () => {
  const unused = { code: '', code_verifier: '', redirect_uri: '', refresh_token: '' };
  const headers = () => ({ 'user-agent': 'uipathcli/v2.1.0', 'x-request-id': randomUUID() });

  it('gets a token with every field of every grant in the form, the unused ones empty', async () => {
    const form = { grant_type: 'client_credentials', scope: 'PM.User', ...asClient(world.application), ...unused };
    const { status, json } = await postForm(gatehouse, '/identity_/connect/token', form, headers());
    assert.equal(status, 200);
    assert.equal(json.expires_in, 3600);
    assert.equal(json.access_token.split('.').length, 3);
  });

  it('signs a person in to a loopback address without a path, gets its state back, and renews', async () => {
    const state = randomUUID();
    const found = await signIn('http://localhost:12700', 'offline_access PM.User', state);
    assert.equal(found.url.searchParams.get('state'), state);
    const form = { ...unused, scope: '', client_secret: '', ...found.exchange };
    const { status, json } = await postForm(gatehouse, '/identity_/connect/token', form, headers());
    assert.equal(status, 200, JSON.stringify(json));
    const renewal = { ...form, grant_type: 'refresh_token', code: '', refresh_token: json.refresh_token };
    const renewed = await postForm(gatehouse, '/identity_/connect/token', renewal, headers());
    assert.equal(renewed.status, 200, renewed.text);
  });

  it('calls the operations of the description with a personal access token', async () => {
    const { value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    const described = await send(`${gatehouse.url}/identity_/swagger/external/swagger.json`);
    assert.ok(described.json.paths['/api/User/{userId}/changepassword'].post);
    const { status, json } = await send(`${gatehouse.url}/identity_/api/User/${account.id}/changepassword`, {
      method: 'POST',
      headers: { authorization: `Bearer ${value}`, 'content-type': 'application/json', ...headers() },
      body: JSON.stringify({ oldPassword: 'wrong', newPassword: 'patr0nu5' }),
    });
    assert.equal(status, 400);
    assert.equal(json.errors[0].code, 'PasswordMismatch');
  });
});

describe('the Python SDK', () => {
  const scope = 'offline_access PM.User PM.Directory PM.Group';

  it('lets the page on its loopback address exchange the code from another origin', async () => {
    const found = await signIn('http://localhost:8104/oidc/login', scope, 'state');
    const origin = 'http://localhost:8104';
    const { status, json, headers } = await postForm(gatehouse, '/identity_/connect/token', found.exchange, { origin });
    assert.equal(status, 200);
    assert.equal(headers.get('access-control-allow-origin'), origin);
    const claims = decodeJwt(json.access_token);
    assert.deepEqual(
      [claims.sub, claims.prt_id, claims.client_id, typeof claims.exp, json.token_type],
      [account.id, org.id, found.clientId, 'number', 'Bearer'],
    );
    assert.match(json.scope, /PM\.User/);
  });

  it('says what a person is called, and a group', async () => {
    const found = await signIn('http://localhost:8055/oidc/login', scope, 'state');
    const { json } = await postForm(gatehouse, '/identity_/connect/token', found.exchange);
    const authorization = `Bearer ${json.access_token}`;
    const person = await send(`${gatehouse.url}/${org.name}/identity_/api/Directory/Resolve/${org.id}`, {
      method: 'POST',
      headers: { authorization, 'content-type': 'application/json' },
      body: JSON.stringify({ entityId: account.id, entityType: 'User' }),
    });
    assert.equal(person.status, 200, person.text);
    assert.ok('displayName' in person.json);
    const groups = await send(`${gatehouse.url}/identity_/api/Group/${org.id}`, { headers: { authorization } });
    const path = `/${org.name}/identity_/api/Group/${org.id}/${groups.json[0].id}`;
    const group = await send(`${gatehouse.url}${path}`, { headers: { authorization } });
    assert.equal(group.json.displayName, groups.json[0].displayName);
  });

  it('learns from status 400 that credentials are wrong', async () => {
    const client = { client_id: world.application.id, client_secret: 'wrong' };
    const refused = await postForm(gatehouse, '/identity_/connect/token', {
      grant_type: 'client_credentials',
      ...client,
    });
    assert.deepEqual([refused.status, refused.json.error], [400, 'invalid_client']);
  });
});

describe('UiPathOrch, signing a person in', () => {
  it('sends no state and gets none, and renews with three fields for a new refresh token', async () => {
    const found = await signIn('http://localhost:8085/Temporary_Listen_Addresses', 'PM.User offline_access');
    assert.equal(found.url.searchParams.get('state'), null);
    const { json } = await postForm(gatehouse, '/identity/connect/token', found.exchange);
    assert.equal(decodeJwt(json.access_token).prt_id, org.id);
    const renewed = await postForm(gatehouse, '/identity/connect/token', {
      grant_type: 'refresh_token',
      client_id: found.clientId,
      refresh_token: json.refresh_token,
    });
    assert.equal(renewed.status, 200);
    assert.ok(renewed.json.refresh_token);
  });
});

describe('someone who follows the guides with cURL', () => {
  const form = {
    grant_type: 'client_credentials',
    scope: 'PM.User PM.Setting PM.Group',
    ...asClient(world.application),
  };
  const call = async (method: string, path: string, body?: object) => {
    const { json } = await postForm(gatehouse, '/identity/connect/token', form);
    return await send(`${gatehouse.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${json.access_token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  };

  it('reads one user by every form of the path, in any letter case, with a slash at the end', async () => {
    for (const path of [
      '/identity/api/User/har-3107',
      '/identity_/api/user/har-3107/',
      `/${org.name}/identity_/api/User/har-3107`,
      `/${org.id}/identity/API/USER/har-3107`,
      `/${org.name}/${world.tenant}/identity_/api/User/har-3107?unknown=1`,
    ]) {
      assert.equal((await call('GET', path)).status, 200, path);
    }
  });

  it('writes members in any letter case, with nulls and members that nobody knows', async () => {
    const body = {
      Settings: [{ KEY: 'UserTheme', Value: 'dark' }],
      PartitionGlobalID: org.id,
      userId: null,
      more: [1],
    };
    const { status, text } = await call('PUT', '/identity/api/setting', body);
    assert.equal(status, 200, text);
  });
});
