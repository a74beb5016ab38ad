import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { world } from '../support/world.ts';

let bearer = '';
const gatehouse = useGatehouse(async (server) => {
  bearer = await token(server, 'PM.OAuthApp PM.Setting PM.Audit');
});
/** Of the redirect URI of an application in the seed. */
const registered = 'http://localhost:3000';
const paths = [
  '/identity/api/Setting',
  '/identity_/api/setting',
  `/${world.organization.name}/identity_/api/Setting`,
  `/${world.organization.id}/${world.tenant}/identity/api/Setting`,
];

const preflight = (path: string, origin: string, headers: Record<string, string> = {}) =>
  send(`${gatehouse.url}${path}`, {
    method: 'OPTIONS',
    headers: {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'authorization,content-type,x-uipath-tenantname',
      ...headers,
    },
  });

const get = (origin: string | undefined, authorization = `Bearer ${bearer}`, path = '/identity/api/Setting') =>
  send(`${gatehouse.url}${path}`, { headers: { authorization, ...(origin === undefined ? {} : { origin }) } });

describe('a page of a registered application', () => {
  for (const path of paths) {
    it(`is told beforehand that it may call ${path}`, async () => {
      const { status, headers, text } = await preflight(path, registered);
      assert.deepEqual([status, text], [204, '']);
      assert.equal(headers.get('access-control-allow-origin'), registered);
      assert.match(headers.get('access-control-allow-methods') ?? '', /GET, POST, PUT, DELETE/);
      assert.equal(headers.get('access-control-allow-headers'), 'authorization,content-type,x-uipath-tenantname');
      assert.match(headers.get('vary') ?? '', /Origin/);
      assert.equal(headers.get('access-control-allow-credentials'), null);
    });
  }

  it('may read the answer and the headers that say more', async () => {
    const { status, headers } = await get(registered);
    assert.equal(status, 200);
    assert.equal(headers.get('access-control-allow-origin'), registered);
    assert.equal(headers.get('vary'), 'Origin');
    assert.equal(
      headers.get('access-control-expose-headers'),
      'Gatehouse-Revoked, Location, Retry-After, WWW-Authenticate, X-Total-Count',
    );
    assert.equal(headers.get('access-control-allow-credentials'), null);
  });

  it('may read why it was refused', async () => {
    const { status, headers } = await get(registered, 'Bearer nonsense');
    assert.equal(status, 401);
    assert.equal(headers.get('access-control-allow-origin'), registered);
  });

  it('may call the paths of the other services', async () => {
    const { headers } = await get(registered, undefined, '/audit_/api/auditlogs');
    assert.equal(headers.get('access-control-allow-origin'), registered);
  });

  it('may call from the moment of its registration until the moment of its end', async () => {
    const origin = 'https://shop.example';
    const api = apiOf(gatehouse, () => bearer);
    const allowed = async () => (await get(origin)).headers.get('access-control-allow-origin');
    assert.equal(await allowed(), null);
    const body = { name: 'Shop', redirectUri: `${origin}/callback`, scopes: [] };
    const { id } = (await api('POST', '/api/ExternalClient', body)).json;
    assert.equal(await allowed(), origin);
    const path = `/api/ExternalClient/${world.organization.id}/${id}`;
    await api('PUT', path, { redirectUri: 'https://elsewhere.example/' });
    assert.equal(await allowed(), null);
    await api('PUT', path, { redirectUri: `${origin}/callback` });
    await api('DELETE', path);
    assert.equal(await allowed(), null);
  });
});

describe('any other page', () => {
  const others = [
    'http://localhost:3001',
    'https://localhost:3000',
    'http://localhost',
    'http://localhost:3000.evil.example',
    'http://LOCALHOST:3000',
    'null',
    '*',
  ];
  for (const origin of others) {
    it(`such as one of ${origin} is told nothing`, async () => {
      for (const answer of [await get(origin), await preflight('/identity/api/Setting', origin)]) {
        for (const [name] of answer.headers) assert.doesNotMatch(name, /^access-control-/);
        assert.match(answer.headers.get('vary') ?? '', /Origin/);
      }
    });
  }
});

describe('a caller that is no page', () => {
  it('is answered as ever, and no answer may be kept for somebody else', async () => {
    const { status, headers } = await get(undefined);
    assert.equal(status, 200);
    assert.equal(headers.get('access-control-allow-origin'), null);
    assert.equal(headers.get('vary'), 'Origin');
  });

  it('asks for the methods of a path in vain: 405', async () => {
    const answer = await send(`${gatehouse.url}/identity/api/Setting`, { method: 'OPTIONS' });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'GET, HEAD, PUT, DELETE');
  });

  it('finds nothing where there is nothing, also beforehand: 404', async () => {
    assert.equal((await preflight('/identity/api/Nothing', registered)).status, 404);
  });
});
