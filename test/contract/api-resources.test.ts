import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { createAccount } from '../support/accounts.ts';
import { token } from '../support/http.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { path, redirectUri, useApplications } from './applications.fixture.ts';

const { organization, otherOrganization } = world;
const { gatehouse, call, create, requestToken } = useApplications();

describe('API resources', () => {
  const resource = { name: 'Stock', displayName: 'Stock keeping', scopes: [{ name: 'Stock.Read', type: 2 }] };

  it('are a bare list with the built-in ones, and the types of their scopes are numbers', async () => {
    const { status, json } = await call('GET', '/externalapiresource?$count=false');
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json[0]), ['name', 'displayName', 'description', 'scopes']);
    assert.deepEqual(Object.keys(json[0].scopes[0]), ['name', 'displayName', 'description', 'type']);
    const types = new Map(
      json.flatMap((one: { scopes: { name: string; type: number }[] }) => one.scopes.map((s) => [s.name, s.type])),
    );
    for (const name of ['PM.User', 'PM.OAuthApp.Read', 'OR.Default', 'OR.Jobs.Write']) assert.equal(types.get(name), 3);
    assert.equal(types.get('openid'), 1);
    assert.equal(types.has('IdentityServerApi'), false);
  });

  it('are registered, so that applications can have their scopes, and only in the own organization', async () => {
    const made = await call('POST', '/ExternalApiResource', resource);
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(made.json.scopes, [{ name: 'Stock.Read', displayName: 'Stock.Read', description: null, type: 2 }]);
    const { id, secret } = (await create({ scopes: [{ name: 'Stock.Read' }] })).json;
    assert.equal((await requestToken(id, secret, 'Stock.Read')).status, 200);
    const other = await token(gatehouse, 'PM.OAuthApp', world.otherApplication);
    const partitionGlobalId = otherOrganization.id;
    const elsewhere = await create({ partitionGlobalId, scopes: [{ name: 'Stock.Read' }] }, other);
    assert.equal(elsewhere.status, 400);
  });

  it('are a thousand in an organization at most, their scopes included: nearly everything about applications reads all of them', async () => {
    const scopesOf = (name: string, length: number) =>
      Array.from({ length }, (_, n) => ({ name: `${name}.${n}`, type: 2 }));
    const declare = async (name: string, length: number) =>
      await call('POST', '/ExternalApiResource', { name, displayName: name, scopes: scopesOf(name, length) });
    const change = async (name: string, length: number) =>
      await call('PUT', `/ExternalApiResource/${name}`, { displayName: name, scopes: scopesOf(name, length) });
    assert.equal((await declare('Large', 500)).status, 201);
    const { status, json } = await declare('Larger', 499);
    assert.deepEqual(
      [status, json.detail],
      [409, 'The APIs of an organization and their scopes are at most 1000 together.'],
    );
    assert.equal((await declare('Larger', 400)).status, 201);
    assert.equal((await change('Larger', 500)).status, 409);
    assert.equal((await change('Large', 400)).status, 200);
    assert.equal((await change('Larger', 500)).status, 200);
    for (const name of ['Large', 'Larger']) {
      const gone = await call('DELETE', `/ExternalApiResource/${name}`);
      assert.equal(gone.status, 204);
    }
  });

  it('hold the names that clients of other products ask for, which grant nothing here', async () => {
    const names = [
      ...[
        'OR.Administration',
        'OR.BusinessRules.Read',
        'OR.Buckets',
        'OR.Buckets.Read',
        'OR.Buckets.Write',
        'OR.Default',
      ],
      ...['OR.TestSetSchedules.Write', 'Apps', 'Apps.Read', 'Apps.Write', 'PIMS', 'Traces.Api', 'ConversationalAgents'],
      ...['DataFabric.Schema.Read', 'DataFabric.Schema.Write', 'DataFabric.Data.Read', 'DataFabric.Data.Write'],
      ...['Insights', 'Insights.RealTimeData'],
    ];
    const made = await create({ redirectUri, scopes: names.map((name) => ({ name })) });
    assert.equal(made.status, 201, made.text);
    const shown = made.json.resources.flatMap((one: { scopes: { name: string; type: number }[] }) =>
      one.scopes.map(({ name, type }) => `${name} ${type}`),
    );
    assert.deepEqual(new Set(shown), new Set(names.map((name) => `${name} 3`)));
    const { status, json } = await requestToken(made.json.id, made.json.secret, names.join(' '));
    assert.equal(status, 200);
    for (const at of [path, `/User/users/${organization.id}`, `/Group/${organization.id}`]) {
      assert.equal((await call('GET', at, undefined, json.access_token)).status, 403, at);
    }
  });

  it('may have a scope of the name of another product, and then that one counts', async () => {
    const scopes = [{ name: 'Insights.RealTimeData', displayName: 'Figures', type: 2 }];
    const made = await call('POST', '/ExternalApiResource', { name: 'Our figures', scopes });
    assert.equal(made.status, 201, made.text);
    const { id, secret, resources } = (await create({ scopes: [{ name: 'Insights.RealTimeData' }] })).json;
    assert.deepEqual(
      resources.map((one: { name: string; scopes: object[] }) => [one.name, one.scopes]),
      [['Our figures', [{ ...scopes[0], description: null }]]],
    );
    const { json } = await requestToken(id, secret, 'Insights.RealTimeData');
    assert.equal(decodeJwt(json.access_token).aud, 'Our figures');
    const again = { name: 'Their figures', scopes };
    assert.equal((await call('POST', '/ExternalApiResource', again)).status, 409);
    const all = (await call('GET', '/ExternalApiResource')).json;
    const named = all.flatMap((one: { scopes: { name: string }[] }) => one.scopes.map(({ name }) => name));
    assert.equal(new Set(named).size, named.length);
  });

  it('are refused when the name or a scope is taken or is no scope name', async () => {
    assert.equal((await call('POST', '/ExternalApiResource', { name: 'stock', scopes: [] })).status, 409);
    assert.equal((await call('POST', '/ExternalApiResource', { name: 'uipath.orchestrator' })).status, 409);
    const taken = await call('POST', '/ExternalApiResource', { name: 'B', scopes: [{ name: 'PM.User' }] });
    assert.equal(taken.status, 409);
    assert.match(taken.json.message, /already exists/);
    const internal = await call('POST', '/ExternalApiResource', { name: 'B', scopes: [{ name: 'IdentityServerApi' }] });
    assert.equal(internal.status, 409);
    for (const body of [{}, { name: 'B', scopes: [{ name: 'a b' }] }, { name: 'B', scopes: [{}] }]) {
      assert.equal((await call('POST', '/ExternalApiResource', body)).status, 400);
    }
  });

  it('are refused when a text is too long, and nothing of it is cut off', async () => {
    const name = 'Long texts';
    const scopes = (more: object) => [{ name: 'Long.Read', ...more }];
    for (const [key, most, said] of [
      ['Description', 1000, (text: string) => ({ description: text })],
      ['Scopes[0].DisplayName', 256, (text: string) => ({ scopes: scopes({ displayName: text }) })],
      ['Scopes[0].Description', 1000, (text: string) => ({ scopes: scopes({ description: text }) })],
    ] as const) {
      const field = key.replace(/.*\./, '');
      const { status, json } = await call('POST', '/ExternalApiResource', { name, ...said('x'.repeat(most + 1)) });
      assert.equal(status, 400, key);
      assert.deepEqual(json.errors, {
        [key]: [`The field ${field} must be a string with a maximum length of ${most}.`],
      });
    }
    const longest = { description: ` ${'x'.repeat(1000)} `, scopes: scopes({ displayName: 'y'.repeat(256) }) };
    const made = await call('POST', '/ExternalApiResource', { name, ...longest });
    assert.equal(made.status, 201, made.text);
    assert.equal(made.json.description, 'x'.repeat(1000));
    const changed = await call('PUT', `/ExternalApiResource/${name}`, { ...longest, description: 'z'.repeat(1001) });
    assert.equal(changed.status, 400);
    const kept = (await call('GET', '/ExternalApiResource')).json.find((one: { name: string }) => one.name === name);
    assert.equal(kept.description, 'x'.repeat(1000));
  });

  it('change and go, but for what an application has', async () => {
    const kept = { scopes: [{ name: 'Stock.Read' }, { name: 'Stock.Write' }] };
    assert.equal((await call('PUT', '/ExternalApiResource/stock', kept)).status, 200);
    assert.equal((await call('PUT', '/ExternalApiResource/Stock', { scopes: [{ name: 'Stock.Write' }] })).status, 409);
    assert.equal((await call('DELETE', '/ExternalApiResource/Stock')).status, 409);
    assert.equal((await call('DELETE', '/ExternalApiResource/UiPath.Orchestrator')).status, 409);
    assert.equal((await call('DELETE', '/ExternalApiResource/Unknown')).status, 404);
    await call('POST', '/ExternalApiResource', { name: 'Passing', scopes: [{ name: 'Passing.All' }] });
    assert.equal((await call('DELETE', '/ExternalApiResource/Passing')).status, 204);
    assert.equal((await create({ scopes: [{ name: 'Passing.All' }] })).status, 400);
  });
});

describe('who may manage applications', () => {
  it('is an application with the scope', async () => {
    const reader = await token(gatehouse, 'PM.OAuthApp.Read');
    const writer = await token(gatehouse, 'PM.OAuthApp.Write');
    const stranger = await token(gatehouse, 'PM.User');
    assert.equal((await call('GET', path, undefined, reader)).status, 200);
    assert.equal((await create({ scopes: [] }, writer)).status, 201);
    for (const answer of [await create({}, reader), await call('GET', path, undefined, writer)]) {
      assert.equal(answer.status, 403);
    }
    const answer = await create({}, stranger);
    assert.match(answer.json.errorMessage, /Expect to have 'PM\.OAuthApp' or 'PM\.OAuthApp\.Write'/);
  });

  it('is an organization administrator in person, or through an application that has the scope, and no other person', async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    assert.equal((await create({}, await userToken(gatehouse, administrator, inPerson))).status, 201);
    const through = await userToken(gatehouse, administrator, ['PM.OAuthApp', 'PM.User', 'OR.Folders.Read']);
    assert.equal((await create({}, through)).status, 201);
    assert.equal((await create({}, await userToken(gatehouse, administrator, ['OR.Folders.Read']))).status, 403);
    const person = await userToken(gatehouse, await createAccount(gatehouse, null), ['PM.OAuthApp']);
    assert.equal((await create({}, person)).status, 403);
    assert.equal((await call('GET', '/ExternalApiResource', undefined, person)).status, 200);
  });

  it('reaches no other organization', async () => {
    const there = `/ExternalClient/${otherOrganization.id}/${world.otherApplication.id}`;
    for (const [method, body] of [['GET'], ['PUT', {}], ['DELETE']] as const) {
      assert.equal((await call(method, there, body)).status, 403);
    }
    assert.equal((await create({ partitionGlobalId: otherOrganization.id })).status, 403);
    assert.equal((await call('GET', `${path}/${world.otherApplication.id}`)).status, 404);
  });
});
