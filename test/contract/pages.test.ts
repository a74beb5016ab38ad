import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { setBranding } from '../support/branding.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse(async (started) => {
  await setBranding(started, world.otherOrganization.id);
});
const get = (path: string, headers: Record<string, string> = {}) => send(`${gatehouse.url}${path}`, { headers });

describe('the pages', () => {
  const prefixes = ['/identity', '/identity_', '/Hogwarts/identity', '/hogwarts/identity_'];
  for (const prefix of [...prefixes, '/Hogwarts/Gryffindor/identity', '/HOGWARTS/gryffindor/IDENTITY_']) {
    it(`stand below ${prefix}, and so does everything they refer to`, async () => {
      const page = await get(`${prefix}/web/login`);
      assert.equal(page.status, 200);
      const links = [...page.text.matchAll(/(?:href|src|action)="(\/[^"]+)"/g)].map(([, link = '']) => link);
      assert.ok(links.length > 6);
      for (const link of links) {
        assert.ok(link.startsWith(`${prefix}/web/`), link);
        assert.equal((await get(link)).status, 200, link);
      }
    });
  }

  it('say in a page that there is no such page, organization or tenant', async () => {
    for (const path of [
      '/identity/web/nowhere',
      '/Beauxbatons/identity/web/login',
      '/Hogwarts/Basement/identity/web/',
    ]) {
      const answer = await get(path);
      assert.equal(answer.status, 404);
      assert.match(answer.text, /<h1>Page not found<\/h1>/);
    }
  });

  it('are found again in any letter case, and refuse a form where there is none', async () => {
    assert.equal((await get('/identity/WEB/Login')).status, 200);
    const answer = await createVisitor(() => gatehouse.url).post('/identity/web/signed-out', {});
    assert.deepEqual([answer.status, answer.headers.get('allow')], [405, 'GET, HEAD']);
  });

  it('of a person’s own account have the way out at their top', async () => {
    const visitor = createVisitor(() => gatehouse.url);
    const fields = { userName: 'harry.potter', password: world.harry.password };
    await visitor.submit('/Hogwarts/identity/web/login', fields);
    for (const page of ['account', 'change-password', 'sessions', 'applications', 'tokens']) {
      const { html } = await visitor.get(`/identity/web/${page}`);
      const head = /<header.*?<\/header>/s.exec(html)?.[0] ?? '';
      assert.match(head, /<a class="button" href="\/identity\/web\/logout">Sign out<\/a>/, page);
    }
  });

  it('let somebody who is signed in elsewhere sign in to the organization that the address of the sign-in page names', async () => {
    const host = await createAccount(gatehouse, world.harry.password, {
      organizationId: hostId,
      isAdministrator: true,
    });
    for (const address of ['/identity/web/login?organization=host', '/host/identity/web/login']) {
      const visitor = createVisitor(() => gatehouse.url);
      const fields = { userName: 'harry.potter', password: world.harry.password };
      await visitor.submit('/Hogwarts/identity/web/login', fields);
      const own = await visitor.get('/identity/web/login?organization=hogwarts');
      assert.deepEqual([own.status, own.location], [303, '/identity/web/account'], own.html);
      const { status, html } = await visitor.get(address);
      assert.equal(status, 200, html);
      assert.match(html, /<h1>Sign in to Host<\/h1>/);
      assert.match(html, /You are signed in as Harry Potter\./);
      const seen = await visitor.submit(address, { ...fields, userName: `user-${host.id}` });
      assert.equal(seen.status, 303, seen.html);
      assert.match((await visitor.get('/identity/web/account')).html, new RegExp(`user-${host.id}`));
    }
  });

  it('tell nobody who is signed in that they are signed out: on the way back to that page they can sign out', async () => {
    const visitor = createVisitor(() => gatehouse.url);
    const fields = { userName: 'harry.potter', password: world.harry.password };
    await visitor.submit('/Hogwarts/identity/web/login', fields);
    const page = '/Hogwarts/identity/web/signed-out';
    const back = await visitor.get(page);
    assert.deepEqual([back.status, back.location], [303, '/Hogwarts/identity/web/logout']);
    assert.equal((await visitor.submit('/Hogwarts/identity/web/logout', {})).location, page);
    assert.match((await visitor.get(page)).html, /You are signed out/);
  });

  it('show the trace of an error, by which the operator finds it in the log', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    assert.match((await get('/identity/web/nowhere', { traceparent })).text, /4bf92f3577b34da6a3ce929d0e0e4736/);
  });

  it('explain in both forms of the original why a request cannot be answered', async () => {
    const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
    const traceparent = `00-${traceId}-00f067aa0ba902b7-01`;
    const asked = await get('/identity_/connect/authorize?client_id=owl-post', { traceparent });
    const url = new URL(asked.headers.get('location') ?? '');
    assert.equal(url.searchParams.get('errorCode'), 'unauthorized_client');
    const told = JSON.parse(Buffer.from(url.searchParams.get('errorId') ?? '', 'base64url').toString());
    const Data = { Error: 'unauthorized_client', ErrorDescription: 'Unknown client or client not enabled' };
    assert.partialDeepStrictEqual(told, { Data: { ...Data, RequestId: traceId, ClientId: 'owl-post' } });
    const protocol = await get(`${url.pathname}${url.search}`);
    assert.match(
      protocol.text,
      /owl-post[\s\S]*unauthorized_client: Unknown client[\s\S]*4bf92f3577b34da6a3ce929d0e0e4736/,
    );
    const login = await get(`/identity_/web/login?errorCode=219&traceId=${traceparent}`);
    assert.match(login.text, /Accept your invitation first[\s\S]*00-4bf92f3577b34da6a3ce929d0e0e4736-/);
    assert.match((await get('/identity_/web/login?errorCode=200')).text, /The sign-in failed/);
  });
});

describe('the files of the pages', () => {
  const assetOf = async (pattern: RegExp) => pattern.exec((await get('/identity/web/login')).text)?.[1] ?? '';

  it('may be kept for ever, because their names change with them', async () => {
    for (const pattern of [/href="([^"]+\.css)"/, /src="([^"]+\.js)"/, /src="([^"]+\.svg)"/]) {
      const answer = await get(await assetOf(pattern), { 'accept-encoding': 'identity' });
      assert.match(answer.headers.get('cache-control') ?? '', /immutable/);
      assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    }
  });

  it('are compressed for who can read that', async () => {
    const style = await assetOf(/href="([^"]+\.css)"/);
    const [plain, compressed] = await Promise.all(
      ['identity', 'gzip'].map((coding) => get(style, { 'accept-encoding': coding })),
    );
    assert.equal(compressed?.headers.get('content-encoding'), 'gzip');
    assert.equal(plain?.headers.get('content-encoding'), null);
    assert.equal(plain?.text, compressed?.text);
  });

  it('include the very rules of the server, without types', async () => {
    const { text } = await get(await assetOf(/src="([^"]+\.js)"/));
    assert.match(text, /\bfunction judgePassword\(/);
    assert.doesNotMatch(text, /: PasswordPolicy/);
  });

  it('are no others than these', async () => {
    for (const name of [
      '..%2F..%2Fserver.ts',
      'page.js',
      'style-000000000000.css',
      '%00',
      '__proto__',
      'constructor',
    ]) {
      assert.equal((await get(`/identity/web/assets/${name}`)).status, 404, name);
    }
  });
});

describe('an organization with a look of its own', () => {
  it('shows its name, logo and colour on its pages', async () => {
    const { text } = await get('/Durmstrang/identity/web/login');
    assert.match(text, /<title>Sign in to Durmstrang Institute<\/title>/);
    const accent = /href="([^"]+accent-7a1f3d\.css)"/.exec(text)?.[1] ?? '';
    assert.match((await get(accent)).text, /--accent: light-dark\(#7a1f3d/);
    const logo = await get(/<img src="([^"]+)"/.exec(text)?.[1] ?? '');
    assert.equal(logo.headers.get('content-type'), 'image/png');
    assert.match(logo.headers.get('content-security-policy') ?? '', /default-src 'none';.*sandbox/);
    assert.match(logo.text, /^.PNG/);
  });

  it('changes nothing for the others', async () => {
    assert.doesNotMatch((await get('/Hogwarts/identity/web/login')).text, /Durmstrang|7a1f3d/);
  });
});
