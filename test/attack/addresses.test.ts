import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ask } from '../fuzz/wire.ts';
import { type Gatehouse, startGatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { until } from '../support/until.ts';
import { createVisitor, tokenOf } from '../support/visitor.ts';
import { harry, login, refusedAsForged, useVisitors } from './pages.fixture.ts';

// What somebody with a page on another site, a crafted link, or a list of names would try.

const { gatehouse, visitor, signedIn } = useVisitors();

describe('a redirect URI of an application', () => {
  it('puts nothing into the policy of the sign-in page', async () => {
    const redirectUris = ['https://x;frame-ancestors/cb', "https://y'self'/cb", 'https://app.example.test/cb'];
    const scopes = [{ name: 'openid', type: 'user' }] as const;
    const { id } = await createApplication(gatehouse, { isConfidential: false, redirectUris, scopes });
    const asked = {
      client_id: id,
      redirect_uri: 'https://app.example.test/cb',
      response_type: 'code',
      scope: 'openid',
    };
    const proof = { code_challenge: 'a'.repeat(43), code_challenge_method: 'S256' };
    const one = visitor();
    const { location = '' } = await one.get(
      `/identity/connect/authorize?${new URLSearchParams({ ...asked, ...proof })}`,
    );
    assert.match(location, /\/web\/login\?returnUrl=/);
    const policy = (await one.get(location)).headers.get('content-security-policy') ?? '';
    assert.match(policy, /form-action 'self'; frame-ancestors 'none'/);
    assert.doesNotMatch(policy, /frame-ancestors(?! 'none';)|app\.example|[xy][;']/);
  });
});

describe('a return URL', () => {
  const elsewhere = [
    'https://evil.example/',
    '//evil.example/identity/web/',
    '/\\evil.example',
    '/identity/..//evil.example',
  ];
  for (const returnUrl of [...elsewhere, 'javascript:alert(1)', '/identity/api/User']) {
    it(`is not followed to ${returnUrl}`, async () => {
      const path = `${login}?${new URLSearchParams({ returnUrl })}`;
      assert.equal((await visitor().submit(path, harry)).location, '/Hogwarts/identity/web/account');
      assert.equal((await (await signedIn()).get(path)).location, '/Hogwarts/identity/web/account');
    });
  }

  it('is followed to a page of ours', async () => {
    const path = `${login}?${new URLSearchParams({ returnUrl: '/identity/web/tokens' })}`;
    assert.equal((await visitor().submit(path, harry)).location, '/identity/web/tokens');
  });
});

describe('the address of a request', () => {
  const get = (target: string, headers: readonly (readonly [string, string])[] = []) =>
    ask(gatehouse.url, { method: 'GET', target, headers });

  for (const target of [
    '//evil.example/identity/web/login',
    '///evil.example/identity/web/nowhere',
    '/\\evil.example/identity/web/login',
    '/\\/evil.example/identity/web/account',
    '/Hogwarts//evil.example/identity/web/login',
    '/identity/web//evil.example',
    '/identity/web/\\evil.example?ui_locales=de',
    '//evil.example/identity/connect/endsession',
  ]) {
    it(`is answered without a page when a browser could take it for another host: ${target}`, async () => {
      const { status, headers, body } = await get(target);
      assert.equal(status, 404);
      assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
      assert.equal(headers.get('location'), undefined);
      assert.doesNotMatch(body.toString(), /evil/);
    });
  }

  it('may name a server, which gets into no link and no redirect', async () => {
    const login = await get('http://evil.example/identity/web/login');
    assert.equal(login.status, 200);
    assert.match(login.body.toString(), /href="\/identity\/web\/login\?ui_locales=de"/);
    assert.doesNotMatch(login.body.toString(), /evil/);
    const account = await get('https://evil.example/Hogwarts/identity/web/account');
    assert.equal(
      account.headers.get('location'),
      '/Hogwarts/identity/web/login?returnUrl=%2FHogwarts%2Fidentity%2Fweb%2Faccount',
    );
    const discovery = await get('http://evil.example/identity/.well-known/openid-configuration');
    assert.doesNotMatch(discovery.body.toString(), /evil/);
  });

  it('stands with one name of the server only', async () => {
    for (const target of ['/identity/web/login', '/health/live', '/identity/connect/token', '/identity/api/User/x']) {
      const { status } = await get(target, [['host', 'evil.example']]);
      assert.equal(status, 400, target);
    }
  });
});

describe('the host of a request', () => {
  it('gets into no link and no redirect', async () => {
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' };
    for (const path of ['/identity/web/login', '/identity/web/account', '/identity/web/forgot-password']) {
      const answer = await visitor().get(path, headers);
      assert.doesNotMatch(`${answer.html} ${answer.location}`, /evil/);
    }
  });

  it('gets into no mail', async () => {
    const { db } = gatehouse;
    const headers = { host: 'evil.example', 'x-forwarded-host': 'evil.example', 'x-forwarded-for': '203.0.113.7' };
    const one = visitor();
    const formToken = tokenOf((await one.get('/identity/web/forgot-password')).html);
    const fields = { formToken, organization: 'Hogwarts', userName: 'hermione.granger' };
    const sent = await one.post('/identity/web/forgot-password', fields, headers);
    assert.equal(sent.status, 303);
    const find = () => db.selectFrom('outbox').select('payload').where('kind', '=', 'ForgotPassword').execute();
    await until(async () => (await find()).length > 0);
    const notices = await find();
    assert.equal(notices.length, 1);
    assert.doesNotMatch(JSON.stringify(notices), /evil/);
  });
});

describe('behind a proxy that speaks TLS', () => {
  let behind: Gatehouse;
  before(async () => {
    behind = await startGatehouse({ 'external-url': 'https://id.example.com', 'trusted-proxies': '127.0.0.0/8' });
  });
  after(async () => await behind.stop());

  it('every cookie is for this host over TLS alone', async () => {
    const one = createVisitor(() => behind.url);
    const formToken = tokenOf((await one.get(login)).html);
    const answer = await one.post(login, { formToken, ...harry }, { origin: 'https://id.example.com' });
    assert.equal(answer.status, 303);
    const cookies = [
      ...(await createVisitor(() => behind.url).get(login)).headers.getSetCookie(),
      ...answer.headers.getSetCookie(),
    ];
    // What the frame of OpenID Connect Session Management reads is meant for other sites, and opens nothing.
    const own = cookies.filter((cookie) => !cookie.startsWith('gatehouse.state='));
    assert.equal(own.length, 3, own.join());
    for (const cookie of own) {
      assert.match(cookie, /^__Host-gatehouse\.\w+=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Secure/);
      assert.doesNotMatch(cookie, /domain/i);
    }
  });

  it('forms count only when they come from the address that is configured', async () => {
    const one = createVisitor(() => behind.url);
    const formToken = tokenOf((await one.get(login)).html);
    for (const origin of [behind.url, 'http://id.example.com', 'https://evil.example']) {
      const answer = await one.post(login, { formToken, ...harry }, { origin, host: 'evil.example' });
      refusedAsForged(answer, origin, /did not come from the address/);
    }
  });
});
