import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { type Answer, send } from '../support/http.ts';
import { postForm } from '../support/oauth.ts';
import { ageSessions } from '../support/second-factor.ts';
import { firstPartyToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { clientOf, password, useInstaller } from './installer.fixture.ts';

// The scripts with which other products are installed: they sign an administrator of the host in, get an installation
// token, and register a client. First as the shell scripts do it, with cURL and its jar of cookies; then what must not work.

const { gatehouse, administrator, login } = useInstaller();

const sessionOf = ({ headers }: Answer): string =>
  headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');

const askToken = (cookie: string, headers: Record<string, string> = {}) =>
  send(`${gatehouse.url}/identity/api/Account/ClientAccessToken`, { headers: { cookie, ...headers } });

const installationToken = async () => (await askToken(sessionOf(await login()))).text;

const register = (bearer: string, client: object, path = '/identity/api/Client') =>
  send(`${gatehouse.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json-patch+json' },
    body: JSON.stringify(client),
  });

describe('an installation token', () => {
  it('is given to administrators of the host who have signed in, and to nobody else', async () => {
    assert.equal((await askToken('')).status, 401);
    const bearer = await firstPartyToken(gatehouse, administrator);
    assert.equal((await askToken('', { authorization: `Bearer ${bearer}` })).status, 401);
    const local = await createAccount(gatehouse, password, { isAdministrator: true });
    const ordinary = await createAccount(gatehouse, password, { organizationId: hostId });
    for (const [person, partitionName] of [
      [local, world.organization.name],
      [ordinary, 'host'],
    ] as const) {
      const session = sessionOf(await login({ body: { partitionName, usernameOrEmail: `user-${person.id}` } }));
      assert.equal((await askToken(session)).status, 403);
    }
    const { status, text, headers } = await askToken(sessionOf(await login()));
    assert.deepEqual([status, headers.get('content-type')], [200, 'text/plain; charset=utf-8']);
    const { exp = 0, iat = 0, host, scope } = decodeJwt(text);
    assert.deepEqual([exp - iat, host, scope], [7200, true, ['IdentityServerApi']]);
  });

  it('opens nothing but the registration of clients, which nothing else opens', async () => {
    const token = await installationToken();
    const headers = { authorization: `Bearer ${token}` };
    const closed = [
      `/User/${administrator.id}`,
      '/Partition',
      '/Account/Profile',
      '/ReferenceToken',
      `/Group/${hostId}`,
    ];
    for (const path of closed) {
      assert.equal((await send(`${gatehouse.url}/identity/api${path}`, { headers })).status, 403, path);
    }
    const info = '/portal_/api/filtering/leftnav/tenantsAndOrganizationInfo';
    assert.equal((await send(`${gatehouse.url}${info}`, { headers })).status, 403);
    assert.equal((await send(`${gatehouse.url}/identity/connect/userinfo`, { headers })).status, 403);
    const inPerson = await firstPartyToken(gatehouse, administrator);
    assert.equal((await register(inPerson, clientOf())).status, 403);
  });

  it('is given to nobody for a session that was left open, which makes no application in the console either', async () => {
    const person = await createAccount(gatehouse, password, { organizationId: hostId, isAdministrator: true });
    const session = sessionOf(await login({ body: { usernameOrEmail: `user-${person.id}` } }));
    assert.equal((await askToken(session)).status, 200);
    await ageSessions(gatehouse, person, 16);
    const { status, headers } = await askToken(session);
    assert.equal(status, 401);
    assert.match(headers.get('www-authenticate') ?? '', /insufficient_user_authentication/);
  });

  it('ends with the sign-ins of the person', async () => {
    const person = await createAccount(gatehouse, password, { organizationId: hostId, isAdministrator: true });
    const session = sessionOf(await login({ body: { usernameOrEmail: `user-${person.id}` } }));
    const token = (await askToken(session)).text;
    await gatehouse.db
      .updateTable('users')
      .set(({ eb }) => ({ token_epoch: eb('token_epoch', '+', 1) }))
      .where('id', '=', person.id)
      .execute();
    assert.equal((await register(token, clientOf())).status, 401);
    assert.equal((await askToken(session)).status, 401);
  });
});

describe('a client that an installer has registered', () => {
  const tokenOf = async (client: { clientId: string; clientSecrets: readonly string[] }) => {
    const secret = client.clientSecrets[0] ?? '';
    const form = { grant_type: 'client_credentials', client_id: client.clientId, client_secret: secret };
    return (await postForm(gatehouse, '/identity/connect/token', form)).json.access_token as string;
  };

  it('is answered without its secrets, and found until it is deleted', async () => {
    const token = await installationToken();
    const client = clientOf();
    const { status, json, text } = await register(token, client, '/identity_/api/Client');
    assert.equal(status, 201);
    assert.doesNotMatch(text, new RegExp(client.clientSecrets[0] ?? ''));
    assert.deepEqual(json, {
      ...{ clientId: client.clientId, clientName: 'AI Fabric', allowedGrantTypes: ['client_credentials'] },
      allowedScopes: ['AiFabric', 'IdentityServerApi', 'Orchestrator', 'PM.User'],
      accessTokenLifetime: 345600,
    });
    assert.equal((await register(token, client)).status, 409);
    assert.equal((await register(token, clientOf({ clientId: 'OpenID' }))).status, 409, 'the name of an API');
    const url = `${gatehouse.url}/identity/api/Client/${client.clientId}`;
    const headers = { authorization: `Bearer ${token}` };
    const found = await send(url, { headers });
    assert.deepEqual(found.json.allowedScopes.toSorted(), json.allowedScopes);
    assert.equal((await send(url, { method: 'DELETE', headers })).status, 204);
    assert.equal((await send(url, { headers })).status, 404);
  });

  it('opens nothing here, whatever its scopes are called', async () => {
    const client = clientOf();
    await register(await installationToken(), client);
    const headers = { authorization: `Bearer ${await tokenOf(client)}` };
    for (const path of [`/identity/api/User/${administrator.id}`, '/identity/api/Partition', '/identity/api/Setting']) {
      assert.equal((await send(`${gatehouse.url}${path}`, { headers })).status, 403, path);
    }
    const info = `/${world.organization.name}/portal_/api/filtering/leftnav/tenantsAndOrganizationInfo`;
    assert.equal((await send(`${gatehouse.url}${info}`, { headers })).status, 403);
    const person = await createAccount(gatehouse, null);
    const credentials = { client_id: client.clientId, client_secret: client.clientSecrets[0] ?? '' };
    const question = { ...credentials, token: await firstPartyToken(gatehouse, person) };
    const told = await postForm(gatehouse, '/identity/connect/introspect', question);
    assert.deepEqual(told.json, { active: false });
    const device = { ...credentials, scope: 'openid' };
    const asked = await postForm(gatehouse, '/identity/connect/deviceauthorization', device);
    assert.equal(asked.status, 400); // People do not sign in to it.
  });

  it('is the only kind that an installer reads or deletes', async () => {
    const headers = { authorization: `Bearer ${await installationToken()}` };
    for (const id of ['36dea5b8-e8bb-423d-8e7b-c808df8f1c00', world.application.id, 'nobody']) {
      for (const method of ['GET', 'DELETE']) {
        const { status } = await send(`${gatehouse.url}/identity/api/Client/${id}`, { method, headers });
        assert.equal(status, 404, `${method} ${id}`);
      }
    }
  });

  it('is not made with what cannot be a client', async () => {
    const token = await installationToken();
    for (const change of [
      { clientId: 'a b' },
      { clientId: '' },
      { clientSecrets: ['short'] },
      { clientSecrets: [] },
      { allowedGrantTypes: ['authorization_code'] },
      { allowedScopes: ['a b'] },
      { accessTokenLifetime: 345601 },
      { accessTokenLifetime: 0 },
    ]) {
      assert.equal((await register(token, clientOf(change))).status, 400, JSON.stringify(change));
    }
  });
});
