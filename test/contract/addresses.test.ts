import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { asClient, createApplication } from '../support/oauth.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();
const at = (path: string, init?: RequestInit) => send(`${gatehouse.url}${path}`, init);
const metadata = '/.well-known/oauth-authorization-server';

describe('an address that is not known by heart', () => {
  for (const [path, page] of [
    ['/', '/identity/web/'],
    ['/identity_', '/identity_/web/'],
    ['/Hogwarts/identity', '/Hogwarts/identity/web/'],
    ['/.well-known/change-password', '/identity/web/change-password'],
    ['/Hogwarts/portal_', '/Hogwarts/identity_/web/'],
    ['/Hogwarts/portal_/externalApps', '/Hogwarts/identity_/web/'],
    ['/Hogwarts/portal_/personalAccessToken/', '/Hogwarts/identity_/web/tokens'],
    ['/hogwarts/PORTAL/portal_/PersonalAccessToken', '/hogwarts/identity_/web/tokens'],
    ['/portal/personalAccessToken', '/identity/web/tokens'],
  ] as const) {
    it(`such as ${path} leads to the page`, async () => {
      const { status, headers } = await at(path);
      assert.equal(status, 302);
      assert.equal(headers.get('location'), page);
      assert.ok((await fetch(`${gatehouse.url}${page}`)).ok);
    });
  }

  it('such as that of the icon leads to the icon', async () => {
    const icon = await fetch(`${gatehouse.url}/favicon.ico`);
    assert.equal(icon.status, 200);
    assert.match(icon.headers.get('content-type') ?? '', /^image\//);
  });
});

describe('metadata', () => {
  it('is found in front of the path of the issuer as well as behind it', async () => {
    for (const prefix of ['/identity', '/identity_', '/Hogwarts/identity_']) {
      const { json } = await at(`${prefix}/.well-known/openid-configuration`);
      assert.equal(json.token_endpoint, `${gatehouse.url}${prefix}/connect/token`);
      for (const path of [
        `${metadata}${prefix}`,
        `${prefix}${metadata}`,
        `/.well-known/openid-configuration${prefix}`,
      ]) {
        assert.deepEqual((await at(path)).json, json, path);
      }
    }
    assert.equal((await at(`${metadata}/elsewhere`)).status, 404);
    assert.equal((await at(`${metadata}/Beauxbatons/identity`)).status, 404);
  });
});

describe('every path', () => {
  const readable = [
    ...['/', '/health/live', '/health/ready', '/favicon.ico', '/identity/swagger', '/identity/api/Liveness'],
    ...['/identity/swagger/external/swagger.json', '/identity/web/login', '/identity/web/forgot-password'],
    ...[
      '/identity/.well-known/openid-configuration',
      '/identity/.well-known/openid-configuration/jwks',
      `${metadata}/identity`,
    ],
    ...['/identity/connect/checksession', '/identity/connect/authorize', '/identity/connect/userinfo'],
  ];

  const plain = (path: string, method: string) => fetch(`${gatehouse.url}${path}`, { method, redirect: 'manual' });

  it('that can be read answers HEAD like GET, without the content', async () => {
    for (const path of readable) {
      const [get, head] = [await plain(path, 'GET'), await plain(path, 'HEAD')];
      assert.equal(head.status, get.status, path);
      assert.equal(await head.text(), '', path);
      assert.equal(head.headers.get('content-type'), get.headers.get('content-type'), path);
    }
  });

  it('answers a method that it does not know with 405 and those that it does', async () => {
    const paths = [...readable, '/identity/connect/token', '/identity/connect/par'];
    for (const path of [...paths, '/api/account/authenticate', '/.well-known/change-password']) {
      for (const method of ['PUT', 'PATCH', 'DELETE', 'PROPFIND']) {
        const { status, headers, text } = await at(path, { method });
        assert.deepEqual([status, text], [405, ''], `${method} ${path}`);
        const allowed = headers.get('allow')?.split(', ') ?? [];
        assert.ok(allowed.includes('POST') || allowed.includes('GET'), `${method} ${path}: ${allowed}`);
        assert.equal(allowed.includes('HEAD'), allowed.includes('GET'), path);
      }
    }
  });

  it('is not taken for another one that has a parameter in its place', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PROPFIND']) {
      const { status, headers } = await plain('/identity/api/User/BulkCreate', method);
      assert.deepEqual([status, headers.get('allow')], [405, 'POST'], method);
    }
  });

  it('that does not exist is 404 for every method', async () => {
    for (const method of ['GET', 'PUT', 'DELETE', 'PROPFIND'])
      assert.equal((await at('/nowhere', { method })).status, 404, method);
    assert.equal((await at('/identity/web/nowhere', { method: 'PUT' })).status, 404);
  });
});

describe('a page of a registered application', () => {
  /** Of the redirect URI of an application in the seed. */
  const origin = 'http://localhost:3000';
  const opened = async (path: string, init: RequestInit = {}, from = origin) => {
    const headers = { ...(init.headers as Record<string, string>), origin: from };
    const answer = await at(path, { ...init, headers });
    assert.match(answer.headers.get('vary') ?? '', /origin/i, path);
    return answer.headers.get('access-control-allow-origin');
  };
  const form = (fields: Record<string, string>) => ({ method: 'POST', body: new URLSearchParams(fields) });

  it('may read why it was refused, wherever under connect', async () => {
    for (const path of ['token', 'revocation', 'introspect', 'par', 'deviceauthorization']) {
      const body = form({ grant_type: 'client_credentials', client_id: 'unknown' });
      assert.equal(await opened(`/identity/connect/${path}`, body), origin, path);
      assert.equal(await opened(`/identity/connect/${path}`, { method: 'PUT' }), origin, path);
      assert.equal(await opened(`/identity/connect/${path}`, body, 'https://evil.test'), null, path);
    }
    assert.equal(await opened('/identity/connect/userinfo'), origin);
    assert.equal(await opened('/identity/connect/nothing'), origin);
    assert.equal(await opened('/Beauxbatons/identity/connect/token'), origin);
  });

  it('may not read what is answered to an application that is not its own', async () => {
    const other = await createApplication(gatehouse, { redirectUris: ['https://app.example.test/callback'] });
    assert.equal(await opened('/identity/connect/introspect', form({ ...asClient(other), token: 'x' })), null);
    const { id, secret } = world.application;
    const own = form({ grant_type: 'client_credentials', client_id: id, client_secret: secret, scope: 'unknown' });
    assert.equal(await opened('/identity/connect/token', own, 'https://app.example.test'), null);
  });
});

describe('a compressed body', () => {
  it('is 415 at the endpoints of the protocol, the API and the pages', async () => {
    const compressed = { 'content-encoding': 'gzip', 'content-type': 'application/x-www-form-urlencoded' };
    for (const path of ['/connect/token', '/connect/introspect', '/connect/authorize', '/web/login']) {
      const { status } = await at(`/identity${path}`, { method: 'POST', body: 'x=y', headers: compressed });
      assert.equal(status, 415, path);
    }
  });
});
