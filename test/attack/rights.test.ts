import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { createRelyingParty } from '../support/code-flow.ts';
import { send, token } from '../support/http.ts';
import { createApplication, createPersonalToken } from '../support/oauth.ts';
import { openPages } from '../support/sign-in.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { password, useRights } from './rights.fixture.ts';

// What somebody would try who holds a token that is good for less than they want.

const { id: own } = world.organization;
const { gatehouse, administrator, person, call, isRefused } = useRights();

const declared = (scopes: readonly object[], changes: object = {}) => ({
  ...{ partitionGlobalId: own, name: 'Mine', isConfidential: true, redirectUri: 'https://mine.example/', scopes },
  ...changes,
});

describe('an application that an administrator signed in to, and that asked for nothing but who it is', () => {
  it('cannot register a client of its own, give itself a secret, or look around', async () => {
    const pages = await openPages(gatehouse);
    const scopes = [{ name: 'OR.Jobs.Read', type: 'user' }] as const;
    const party = await createRelyingParty(gatehouse, pages, { isConfidential: false, scopes });
    const { json } = await party.signIn(administrator, { scope: 'openid OR.Jobs.Read' });
    const as: string = json.access_token;
    await isRefused([
      [as, 'POST', '/ExternalClient', declared([{ name: 'PM.User', type: 2 }])],
      [as, 'POST', '/ExternalClient/GenerateSecret', { partitionGlobalId: own, clientId: world.application.id }],
      [as, 'GET', `/ExternalClient/${own}/${world.application.id}/GenerateSecret`],
      [as, 'POST', '/ExternalClient/RotateSecret', { partitionGlobalId: own, clientId: world.application.id }],
      [as, 'PUT', `/ExternalClient/${own}/${party.client.id}`, declared([{ name: 'PM.User', type: 1 }])],
      [as, 'POST', '/ExternalApiResource', { name: 'Mine', scopes: [{ name: 'Mine.All' }] }],
      [as, 'POST', '/ReferenceToken', { description: 'x', scopes: ['openid'], expiryTime: '2040-01-01T00:00:00Z' }],
      [as, 'GET', `/Directory/Search/${own}?startsWith=`],
      [as, 'GET', `/User/${person.id}`],
    ]);
    assert.equal((await call(as, 'GET', `/User/${administrator.id}`)).status, 200, 'the own profile it may read');
  });
});

describe('the legacy login', () => {
  it('is a sign-in here: with its token an administrator does everything in person', async () => {
    const body = { tenancyName: 'Hogwarts', usernameOrEmailAddress: `user-${administrator.id}`, password };
    const { json } = await send(`${gatehouse.url}/api/account/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const created = await call(json.result, 'POST', '/ExternalClient', declared([{ name: 'PM.User', type: 2 }]));
    assert.equal(created.status, 201, created.text);
  });
});

describe('who registers applications', () => {
  const scoped = (...names: string[]) => names.map((name) => ({ name, type: 2 }));

  it('gives an application no scope that was not granted to them', async () => {
    const write = await token(gatehouse, 'PM.OAuthApp.Write');
    const some = await token(gatehouse, 'PM.OAuthApp PM.User.Read');
    const through = await userToken(gatehouse, administrator, ['PM.OAuthApp', 'PM.Group']);
    const inside = await userToken(gatehouse, administrator, inPerson);
    await isRefused([
      [write, 'POST', '/ExternalClient', declared(scoped('PM.User'))],
      [write, 'POST', '/ExternalClient', declared([{ name: 'PM.User', type: 1 }], { isConfidential: false })],
      [write, 'POST', '/ExternalClient', declared(scoped('PM.OAuthApp'))],
      [write, 'POST', '/ExternalClient', declared(scoped('PM.OAuthApp.Read'))],
      [write, 'POST', '/ExternalClient', declared(scoped('OR.Jobs.Write'))],
      [some, 'POST', '/ExternalClient', declared(scoped('PM.User.Read', 'PM.User.Write'))],
      [through, 'POST', '/ExternalClient', declared(scoped('PM.User'))],
      [inside, 'POST', '/ExternalClient', declared(scoped('PM.Partition'))],
    ]);
    const granted = declared([{ name: 'openid', type: 1 }, ...scoped('PM.User.Read', 'PM.OAuthApp.Write')]);
    assert.equal((await call(some, 'POST', '/ExternalClient', granted)).status, 201);
    const host = await userToken(
      gatehouse,
      await createAccount(gatehouse, null, { organizationId: hostId, isAdministrator: true }),
      inPerson,
    );
    const ofHost = declared(scoped('PM.Partition'), { partitionGlobalId: hostId });
    assert.equal((await call(host, 'POST', '/ExternalClient', ofHost)).status, 201);
  });

  it('gets no secret and no codes of an application that has more than they have', async () => {
    const strong = await createApplication(gatehouse, {
      redirectUris: ['https://strong.example/'],
      scopes: [
        { name: 'PM.User', type: 'user' },
        { name: 'PM.Group', type: 'both' },
      ],
    });
    const at = `/ExternalClient/${own}/${strong.id}`;
    const wish = { partitionGlobalId: own, clientId: strong.id };
    const kept = [
      { name: 'PM.User', type: 1 },
      { name: 'PM.Group', type: 3 },
    ];
    const write = await token(gatehouse, 'PM.OAuthApp.Write');
    const some = await token(gatehouse, 'PM.OAuthApp PM.Group');
    const tries = [write, some].flatMap((as) => [
      [as, 'POST', '/ExternalClient/GenerateSecret', wish] as const,
      [as, 'GET', `${at}/GenerateSecret`] as const,
      [as, 'POST', '/ExternalClient/RotateSecret', { ...wish, overlapHours: 0 }] as const,
      [as, 'PUT', at, { redirectUri: 'https://mine.example/' }] as const,
      [as, 'PUT', at, { redirectUri: 'https://strong.example/,https://mine.example/' }] as const,
      [as, 'PUT', at, { scopes: [...kept, { name: 'PM.Audit', type: 2 }] }] as const,
      [as, 'PUT', at, { scopes: [{ name: 'PM.User', type: 3 }] }] as const,
    ]);
    await isRefused(tries);
    for (const harmless of [{ name: 'Renamed' }, { scopes: kept.slice(0, 1) }]) {
      assert.equal((await call(write, 'PUT', at, harmless)).status, 200);
    }
    const inside = await userToken(gatehouse, administrator, inPerson);
    assert.equal((await call(inside, 'POST', '/ExternalClient/GenerateSecret', wish)).status, 200);
  });

  it('opens no scope to a kind of grant that could not have it', async () => {
    const inside = await userToken(gatehouse, administrator, inPerson);
    const vault = { name: 'Vault', scopes: [{ name: 'Vault.Open', type: 1 }] };
    assert.equal((await call(inside, 'POST', '/ExternalApiResource', vault)).status, 201);
    const write = await token(gatehouse, 'PM.OAuthApp');
    const widened = { scopes: [{ name: 'Vault.Open', type: 3 }] };
    await isRefused([[write, 'PUT', '/ExternalApiResource/Vault', widened]]);
    assert.equal((await call(write, 'PUT', '/ExternalApiResource/Vault', vault)).status, 200);
    assert.equal((await call(inside, 'PUT', '/ExternalApiResource/Vault', widened)).status, 200);
  });
});

describe('who makes a personal access token', () => {
  const wish = (...scopes: string[]) => ({ description: 'x', scopes, expiryTime: new Date(Date.now() + 2e8) });

  it('puts no scope into it that was not granted to them', async () => {
    const through = await userToken(gatehouse, administrator, ['PM.User']);
    for (const scope of ['PM.Group', 'PM.OAuthApp.Write', 'PM.UserLoginAttempt']) {
      assert.equal((await call(through, 'POST', '/ReferenceToken', wish(scope))).status, 400, scope);
    }
    assert.equal((await call(through, 'POST', '/ReferenceToken', wish('PM.User.Read', 'openid'))).status, 201);
    const personal = await createPersonalToken(gatehouse, administrator, ['PM.User', 'PM.OAuthApp']);
    await isRefused([
      [personal.value, 'POST', '/ReferenceToken', wish('PM.User')],
      [personal.value, 'POST', '/ExternalClient', declared([{ name: 'PM.Audit', type: 2 }])],
    ]);
  });
});
