import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { auditOf } from '../support/audit.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send, token } from '../support/http.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const { organization, otherOrganization } = world;
const redirectUri = 'https://app.example/callback';

/** Of an administrator who has signed in here, who may give an application whatever there is. */
let bearer = '';
const gatehouse = useGatehouse(async (server) => {
  bearer = await userToken(server, await createAccount(server, null, { isAdministrator: true }), inPerson);
});
const call = (method: string, path: string, body?: unknown, as = bearer) =>
  apiOf(gatehouse, () => as)(method, `/api${path}`, body);
const path = `/ExternalClient/${organization.id}`;
const declaration = (changes: object = {}) => ({
  partitionGlobalId: organization.id,
  name: 'Nightly import',
  isConfidential: true,
  redirectUri: null,
  scopes: [
    { name: 'PM.User.Read', type: 2 },
    { name: 'OR.Folders.Read', type: 2 },
  ],
  ...changes,
});
const create = (changes: object = {}, as = bearer): Promise<Answer> =>
  call('POST', '/ExternalClient', declaration(changes), as);
const requestToken = (id: string, secret: string, scope = 'PM.User.Read') => {
  const form = { grant_type: 'client_credentials', client_id: id, client_secret: secret, scope };
  return send(`${gatehouse.url}/identity/connect/token`, { method: 'POST', body: new URLSearchParams(form) });
};

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

describe('the secrets of an application', () => {
  let id = '';
  let first = '';
  before(async () => {
    const { json } = await create();
    id = json.id;
    first = json.secret;
  });
  const generate = (body: object = {}) =>
    call('POST', '/ExternalClient/GenerateSecret', { partitionGlobalId: organization.id, clientId: id, ...body });

  it('are generated with a description and an end, told once, and good beside the older ones', async () => {
    const expiryTime = new Date(Date.now() + 3_600_000).toISOString();
    const { status, json } = await generate({ description: 'for the night', expiryTime });
    assert.equal(status, 200);
    assert.deepEqual(Object.keys(json), ['id', 'description', 'secret', 'creationTime', 'expiryTime']);
    assert.equal(json.expiryTime, expiryTime);
    for (const secret of [first, json.secret]) assert.equal((await requestToken(id, secret)).status, 200);
    const { secrets } = (await call('GET', `${path}/${id}`)).json;
    assert.deepEqual(secrets.at(-1), { ...json, secret: null });
    const [entry] = await auditOf(gatehouse, 'ExternalClient');
    assert.deepEqual([entry?.action, entry?.targetId], ['GenerateSecret', id]);
  });

  it('are generated by the GET of the guides too, which answers the bare value', async () => {
    const { status, json } = await call('GET', `${path}/${id}/GenerateSecret`);
    assert.equal(status, 200);
    assert.match(json, /^[\w-]{43}$/);
    assert.equal((await requestToken(id, json)).status, 200);
    const reader = await token(gatehouse, 'PM.OAuthApp.Read');
    assert.equal((await call('GET', `${path}/${id}/GenerateSecret`, undefined, reader)).status, 403);
  });

  it('are deleted by their number, and worthless from then on', async () => {
    const { json } = await generate();
    assert.equal((await call('DELETE', `${path}/secrets/${json.id}`)).status, 204);
    assert.equal((await requestToken(id, json.secret)).status, 400);
    assert.equal((await requestToken(id, first)).status, 200);
    assert.equal((await call('DELETE', `${path}/secrets/${json.id}`)).status, 404);
    assert.equal((await call('DELETE', `${path}/secrets/x`)).status, 400);
    const [entry] = await auditOf(gatehouse, 'ExternalClient');
    assert.deepEqual([entry?.action, entry?.details.secretId], ['DeleteSecret', json.id]);
  });

  for (const scope of ['PM.OAuthSecret.Write', 'PM.OAuthAppSecret.Write']) {
    it(`are made and deleted with ${scope} alone, which opens nothing else`, async () => {
      const made = (await create({ scopes: [] })).json;
      const keeper = await token(gatehouse, scope);
      const body = { partitionGlobalId: organization.id, clientId: made.id };
      const posted = await call('POST', '/ExternalClient/GenerateSecret', body, keeper);
      assert.equal(posted.status, 200, posted.text);
      assert.equal((await call('GET', `${path}/${made.id}/GenerateSecret`, undefined, keeper)).status, 200);
      const sent = { partitionGlobalId: organization.id, secretId: posted.json.id };
      assert.equal((await call('DELETE', `${path}/secrets/${posted.json.id}`, sent, keeper)).status, 204);
      for (const [method, at] of [
        ['GET', `${path}/${made.id}`],
        ['PUT', `${path}/${made.id}`],
        ['DELETE', `${path}/${made.id}`],
      ] as const) {
        assert.equal((await call(method, at, method === 'PUT' ? {} : undefined, keeper)).status, 403);
      }
    });
  }

  it('with the scope for secrets alone, are not those of an application that has more', async () => {
    const keeper = await token(gatehouse, 'PM.OAuthAppSecret.Write');
    assert.equal((await call('GET', `${path}/${id}/GenerateSecret`, undefined, keeper)).status, 403);
  });

  it('are none at first where the application wants to have none', async () => {
    const made = await create({ generateFirstSecret: false, clientCertificates: [{ anything: 1 }] });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual([made.json.secret, made.json.secrets], [null, []]);
    const { json } = await create({ generateFirstSecret: true });
    assert.equal((await requestToken(json.id, json.secret)).status, 200);
  });

  it('are refused to who is not confidential, or without an application, or in the past', async () => {
    const open = (await create({ isConfidential: false, redirectUri, scopes: [] })).json;
    assert.equal((await generate({ clientId: open.id })).status, 400);
    assert.deepEqual((await generate({ clientId: null })).json.errors, {
      ClientId: ['The ClientId field is required.'],
    });
    assert.equal((await generate({ expiryTime: '2020-01-01T00:00:00Z' })).status, 400);
    assert.equal((await generate({ clientId: '0c6b6f3a-7f0e-4b57-8d43-1d5b2f3a9c22' })).status, 404);
  });
});

describe('a deleted application', () => {
  it('is gone with its secrets, memberships, grants and tokens, and its id is not given again', async () => {
    const { id, secret } = (await create({ scopes: [{ name: 'PM.OAuthApp', type: 2 }] })).json;
    const own = (await requestToken(id, secret, 'PM.OAuthApp')).json.access_token;
    assert.equal((await call('GET', path, undefined, own)).status, 200);
    const group = '35551807-06b1-4cda-90a1-2fb84851eee7';
    await gatehouse.store.groups.addMember(organization.id, group, { id, type: 'application' });
    const payload = JSON.stringify({ kind: 'RefreshToken', clientId: id });
    const grant = {
      organization_id: organization.id,
      model: 'RefreshToken',
      grant_id: null,
      account_id: null,
      uid: null,
    };
    const kept = { ...grant, client_id: 'another', payload, consumed_at: null, expires_at: null };
    await gatehouse.db
      .insertInto('grants')
      .values([
        { ...kept, id: 'of-it', client_id: id },
        { ...kept, id: 'of-another' },
      ])
      .execute();

    const answer = await call('DELETE', `${path}/${id}`);
    assert.deepEqual([answer.status, answer.text], [204, '']);
    assert.equal((await call('GET', path, undefined, own)).status, 401);
    assert.equal((await requestToken(id, secret)).status, 400);
    assert.equal((await call('GET', `${path}/${id}`)).status, 404);
    assert.equal((await call('DELETE', `${path}/${id}`)).status, 404);
    const members = await gatehouse.db
      .selectFrom('memberships')
      .select('member_id')
      .where('member_id', '=', id)
      .execute();
    assert.deepEqual(members, []);
    const grants = await gatehouse.db.selectFrom('grants').select('id').where('model', '=', 'RefreshToken').execute();
    assert.deepEqual(
      grants.map((one) => one.id),
      ['of-another'],
    );
    assert.ok(await gatehouse.store.subjects.find(id), 'the id is not given again');
    const [entry] = await auditOf(gatehouse, 'ExternalClient');
    assert.deepEqual([entry?.action, entry?.targetId], ['Delete', id]);
  });
});

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
