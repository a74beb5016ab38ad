import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createAccount } from '../support/accounts.ts';
import { auditOf } from '../support/audit.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { path, redirectUri, useApplications } from './applications.fixture.ts';

const { organization } = world;
const { gatehouse, call, create, requestToken } = useApplications();

describe('a new application', () => {
  it('is answered with its id, its scopes by resource and, this once, its secret', async () => {
    const { status, json } = await create();
    assert.equal(status, 201);
    assert.deepEqual(Object.keys(json), [
      'name',
      'id',
      'secret',
      'isConfidential',
      'redirectUri',
      'resources',
      'secrets',
    ]);
    assert.match(json.id, /^[0-9a-f-]{36}$/);
    assert.match(json.secret, /^[\w-]{43}$/);
    assert.deepEqual(
      json.resources.map((one: { name: string; scopes: object[] }) => [one.name, one.scopes]),
      [
        [
          'UiPath.PlatformManagement',
          [{ name: 'PM.User.Read', displayName: 'PM.User.Read', description: null, type: 2 }],
        ],
        [
          'UiPath.Orchestrator',
          [{ name: 'OR.Folders.Read', displayName: 'OR.Folders.Read', description: null, type: 2 }],
        ],
      ],
    );
    assert.deepEqual(Object.keys(json.secrets[0]), ['id', 'description', 'secret', 'creationTime', 'expiryTime']);
    const found = await call('GET', `${path}/${json.id}`);
    assert.deepEqual(found.json, { ...json, secret: null, federatedCredentials: [] });
    assert.equal(found.json.secrets[0].secret, null);
  });

  it('gets a token with its scopes at once, and none with another secret', async () => {
    const { id, secret } = (await create()).json;
    const answer = await requestToken(id, secret, 'PM.User.Read OR.Folders.Read');
    assert.equal(answer.status, 200, answer.text);
    assert.equal((await requestToken(id, 'x'.repeat(43))).status, 400);
  });

  it('is found by a part of its name or by its id, page by page', async () => {
    const names = ['Überweisungen 1', 'Überweisungen 2', 'Überweisungen 3'];
    const made = await Promise.all(names.map((name) => create({ name })));
    const search = async (query: Record<string, string>) => {
      const { status, json } = await call(
        'GET',
        `/ExternalClient/Search/${organization.id}?${new URLSearchParams(query)}`,
      );
      assert.equal(status, 200);
      return [json.totalCount, ...json.results.map(({ name }: { name: string }) => name)];
    };
    assert.deepEqual(await search({ searchTerm: 'überWEISUNG', top: '2' }), [3, ...names.slice(0, 2)]);
    assert.deepEqual(await search({ searchTerm: 'überweisung', sortBy: 'name', sortOrder: 'desc', skip: '2' }), [
      3,
      names[0],
    ]);
    assert.deepEqual(await search({ searchTerm: made[1]?.json.id.slice(0, 23) }), [1, names[1]]);
    assert.deepEqual(await search({ searchTerm: 'nobody' }), [0]);
    const [, first] = await search({ top: '1' });
    assert.ok(first);
  });

  it('may have the name of another one', async () => {
    const [first, second] = [await create(), await create()];
    assert.deepEqual([first.status, second.status], [201, 201]);
    assert.notEqual(first.json.id, second.json.id);
  });

  it('that is not confidential has no secret and only user scopes', async () => {
    const scopes = [
      { name: 'PM.User.Read', type: 1 },
      { name: 'OR.Default', type: 'User' },
      { name: 'openid', type: '1' },
    ];
    const { status, json } = await create({ isConfidential: false, redirectUri, scopes });
    assert.equal(status, 201);
    assert.equal(json.secret, null);
    assert.deepEqual(json.secrets, []);
    for (const { scopes: granted } of json.resources) for (const { type } of granted) assert.equal(type, 1);
    const refused = await create({ isConfidential: false, redirectUri, scopes: [{ name: 'PM.User', type: 2 }] });
    assert.equal(refused.status, 400);
    assert.deepEqual(Object.keys(refused.json.errors), ['Scopes']);
  });

  it('keeps several redirect URIs, separated by commas', async () => {
    const uris = 'https://app.example/a, https://app.example/a/,http://localhost:8104/oidc/login';
    const { json } = await create({ redirectUri: uris });
    assert.equal(json.redirectUri, uris.replace(' ', ''));
  });

  it('has a scope once that was asked for twice, with both types', async () => {
    const scopes = [
      { name: 'PM.Group', type: 1 },
      { name: 'PM.Group', type: 2 },
    ];
    const { json } = await create({ redirectUri, scopes });
    assert.deepEqual(
      json.resources[0].scopes.map(({ name, type }: { name: string; type: number }) => [name, type]),
      [['PM.Group', 3]],
    );
  });

  it('is refused a scope that nobody has registered: 400, with the text that clients know', async () => {
    const answer = await create({ scopes: [{ name: 'PM.User' }, { name: 'Made.Up' }] });
    assert.equal(answer.status, 400);
    assert.match(answer.json.message, /Not all scopes=PM\.User,Made\.Up are present in database/);
    assert.match(answer.json.message, /scope not found: Made\.Up/);
    assert.equal((await create({ scopes: [{ name: 'IdentityServerApi' }] })).status, 400);
  });

  const refused: readonly (readonly [string, object, string])[] = [
    ['no name', { name: null }, 'Name'],
    ['an empty name', { name: ' ' }, 'Name'],
    ['a name of control characters', { name: 'a\u0000b' }, 'Name'],
    ['an endless name', { name: 'x'.repeat(257) }, 'Name'],
    ['user scopes and nowhere to send people back', { scopes: [{ name: 'PM.User', type: 1 }] }, 'RedirectUri'],
    ['no secret and nowhere to send people back', { isConfidential: false, scopes: [] }, 'RedirectUri'],
    ['a scope without a name', { scopes: [{ type: 2 }] }, 'Scopes[0].Name'],
    ['a scope that is null', { scopes: [null] }, 'Scopes[0].Name'],
    ['a scope of type 0', { scopes: [{ name: 'PM.User', type: 0 }] }, 'Scopes[0].Type'],
    ['a scope of type 4', { scopes: [{ name: 'PM.User', type: 4 }] }, 'Scopes[0].Type'],
    ['a user scope as an application scope', { scopes: [{ name: 'openid', type: 2 }] }, 'Scopes'],
    ...[
      'http://app.example/callback',
      'https://app.example/#top',
      'https://user:password@app.example/',
      'https://x;frame-ancestors/cb',
      'https://app.example\\.evil.example/',
      'http://localhost:99999/cb',
      'javascript:alert(1)',
      'myapp://callback',
      '/callback',
      'https://',
      'data:text/html,x',
    ].map((uri) => [`the redirect URI ${uri}`, { redirectUri: uri }, 'RedirectUri'] as const),
  ];
  for (const [what, changes, key] of refused) {
    it(`is refused ${what}, with the reason under ${key}, and nothing is stored`, async () => {
      const count = async () => (await call('GET', path)).json.length;
      const earlier = await count();
      const answer = await create(changes);
      assert.equal(answer.status, 400, answer.text);
      assert.deepEqual(Object.keys(answer.json.errors), [key]);
      assert.equal(await count(), earlier);
    });
  }

  it('may be sent back to a private scheme that is named after a domain', async () => {
    const answer = await create({ isConfidential: false, redirectUri: 'com.example.app:/callback', scopes: [] });
    assert.equal(answer.status, 201, answer.text);
  });

  it('is told to the audit without its secret', async () => {
    const { id, secret } = (await create({ name: 'Audited' })).json;
    const [entry] = await auditOf(gatehouse, 'ExternalClient');
    assert.deepEqual([entry?.action, entry?.targetId, entry?.details.name], ['Create', id, 'Audited']);
    assert.doesNotMatch(JSON.stringify(entry), new RegExp(secret));
  });
});

describe('the list of applications', () => {
  it('is bare, sorted by name, shows no secret, and ignores what it does not know', async () => {
    const { status, json } = await call('GET', `${path}?$count=false`);
    assert.equal(status, 200);
    assert.ok(Array.isArray(json));
    const names = json.map(({ name }: { name: string }) => name);
    assert.deepEqual(names, [...names].sort());
    for (const one of json) {
      assert.equal(one.secret, null);
      for (const { secret } of one.secrets) assert.equal(secret, null);
    }
  });
});

describe('a change of an application', () => {
  it('replaces scopes and redirect URIs as a whole, and leaves what it does not name', async () => {
    const { id } = (await create({ redirectUri })).json;
    const changed = await call('PUT', `${path}/${id}`, {
      name: 'Renamed',
      redirectUri: 'https://other.example/',
      scopes: [{ name: 'PM.Group.Read', type: 2 }],
    });
    assert.equal(changed.status, 200, changed.text);
    assert.equal(changed.json.name, 'Renamed');
    assert.equal(changed.json.redirectUri, 'https://other.example/');
    assert.deepEqual(
      changed.json.resources.flatMap((one: { scopes: { name: string }[] }) => one.scopes.map(({ name }) => name)),
      ['PM.Group.Read'],
    );
    const same = await call('PUT', `${path}/${id}`, {});
    assert.deepEqual(same.json, changed.json);
    const [, entry] = await auditOf(gatehouse, 'ExternalClient');
    assert.equal(entry?.action, 'Update');
    assert.equal(entry?.details.before.name, 'Nightly import');
    assert.equal(entry?.details.after.name, 'Renamed');
  });

  it('that takes a scope away takes it from the tokens that are out, until it is given back', async () => {
    const both = ['PM.OAuthApp', 'PM.User.Read'].map((name) => ({ name, type: 3 }));
    const { id, secret } = (await create({ redirectUri, scopes: both })).json;
    const own = (await requestToken(id, secret, 'PM.OAuthApp PM.User.Read')).json.access_token;
    const person = await createAccount(gatehouse, null, { isAdministrator: true });
    const theirs = await userToken(gatehouse, person, ['PM.OAuthApp', 'PM.User.Read'], { clientId: id });
    const list = async (as: string) => (await call('GET', `/User/users/${organization.id}`, undefined, as)).status;
    const seen = async () => [await list(own), await list(theirs)];
    assert.deepEqual(await seen(), [200, 200]);
    const scopes = (...types: number[]) =>
      types.map((type) => ({ name: 'PM.User.Read', type })).concat(both.slice(0, 1));
    await call('PUT', `${path}/${id}`, { scopes: scopes() });
    assert.deepEqual(await seen(), [403, 403]);
    assert.equal((await call('GET', path, undefined, own)).status, 200);
    await call('PUT', `${path}/${id}`, { scopes: scopes(1) });
    assert.deepEqual(await seen(), [403, 200]);
    await call('PUT', `${path}/${id}`, { scopes: scopes(3) });
    assert.deepEqual(await seen(), [200, 200]);
  });

  it('that breaks a rule changes nothing', async () => {
    const made = (await create()).json;
    for (const body of [{ name: '' }, { redirectUri: 'http://x.example/' }, { scopes: [{ name: 'Made.Up' }] }]) {
      assert.equal((await call('PUT', `${path}/${made.id}`, body)).status, 400);
    }
    assert.equal((await call('PUT', `${path}/${made.id}`, { isConfidential: false })).status, 400);
    const found = (await call('GET', `${path}/${made.id}`)).json;
    assert.deepEqual(found, { ...made, secret: null, federatedCredentials: [] });
  });
});
