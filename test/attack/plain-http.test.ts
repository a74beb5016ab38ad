import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { pages } from '../../src/http/pages/pages.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Gatehouse, startGatehouse, useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { postForm } from '../support/oauth.ts';
import { serve } from '../support/process.ts';
import { placeOf } from '../support/store.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

// What somebody who listens on the network would wait for.

const insecure = { host: '0.0.0.0' };
const password = { username: 'harry.potter', password: world.harry.password };
const legacyLogin = ({ url }: Gatehouse) =>
  send(`${url}/api/account/authenticate`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ tenancyName: 'Hogwarts', usernameOrEmailAddress: password.username, password: password.password },
    }),
  });

describe('a server that other machines reach without TLS', () => {
  const gatehouse = useGatehouse(async () => {}, insecure);
  const visitor = () => createVisitor(() => gatehouse.url);

  for (const { path } of pages) {
    it(`shows no form and takes none: ${path}`, async () => {
      const answers = [
        await visitor().get(`/Hogwarts/identity/web/${path}`),
        await visitor().post(`/Hogwarts/identity/web/${path}`, password),
      ];
      for (const { status, html } of answers) {
        assert.equal(status, 403);
        assert.match(html, /passwords would cross the network unprotected/);
        assert.doesNotMatch(html, /<form/);
      }
    });
  }

  it('begins no authorization', async () => {
    const { status, location } = await visitor().get('/Hogwarts/identity/connect/authorize?client_id=x');
    assert.deepEqual([status, location], [302, '/Hogwarts/identity/web/login']);
  });

  it('takes no password at its other doors', async () => {
    const grant = { grant_type: 'password', client_id: world.application.id, ...password };
    const { status, json } = await postForm(gatehouse, '/identity/connect/token', grant);
    assert.deepEqual([status, json.error], [400, 'unauthorized_client']);
    assert.match(json.error_description, /unprotected/);
    const legacy = await legacyLogin(gatehouse);
    assert.deepEqual([legacy.status, legacy.json.success], [403, false]);
    assert.match(legacy.json.error.message, /unprotected/);
  });

  it('serves programs that have a token', async () => {
    const bearer = await token(gatehouse);
    const headers = { authorization: `Bearer ${bearer}` };
    assert.equal((await send(`${gatehouse.url}/identity/api/User/har-3107`, { headers })).status, 200);
  });
});

describe('the start of a server that other machines reach without TLS', () => {
  it('says that nobody can sign in, and what to do', async () => {
    await using folder = await temporaryFolder();
    const server = await serve([...(await placeOf(folder.path)), '--host', '0.0.0.0']);
    assert.match(
      server.stdout(),
      /^Warning: Nobody can sign in, [^\n]+ external-url [^\n]+ insecure-http to allow\.$/m,
    );
    assert.equal(await server.end('SIGTERM'), 0);
  });
});

describe('people can sign in', () => {
  for (const [what, flags] of [
    ['where the operator means it', { ...insecure, 'insecure-http': 'allow' }],
    ['behind a proxy that speaks TLS', { ...insecure, 'external-url': 'https://id.example.com' }],
  ] as const) {
    it(what, async () => {
      const gatehouse = await startGatehouse(flags);
      assert.equal((await legacyLogin(gatehouse)).status, 200);
      const { status, html } = await createVisitor(() => gatehouse.url).get('/Hogwarts/identity/web/login');
      assert.equal(status, 200);
      assert.match(html, /<form/);
      await gatehouse.stop();
    });
  }
});

describe('every answer of a server behind TLS', () => {
  const gatehouse = useGatehouse(async () => {}, { 'external-url': 'https://id.example.com' });

  it('has browsers use nothing else from then on', async () => {
    for (const path of [
      '/identity/web/login',
      '/identity/web/nowhere',
      '/identity/connect/token',
      '/identity/connect/authorize?client_id=x',
      '/identity/.well-known/openid-configuration',
      '/identity/api/User/har-3107',
      '/identity/swagger',
      '/api/account/authenticate',
      '/health/live',
      '/nowhere',
      '//nowhere',
    ]) {
      const { headers } = await fetch(`${gatehouse.url}${path}`, { redirect: 'manual' });
      assert.equal(headers.get('strict-transport-security'), 'max-age=31536000', path);
    }
  });

  it('is told apart from those of a server without', async () => {
    const plain = await startGatehouse();
    const { headers } = await fetch(`${plain.url}/identity/web/login`);
    assert.equal(headers.get('strict-transport-security'), null);
    await plain.stop();
  });
});
