import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri, shownError } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { openPages, signInAs } from '../support/sign-in.ts';
import { world } from '../support/world.ts';

let pages: TokenService;
let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  party = await createRelyingParty(running, pages);
});

describe('the choice of the organization', () => {
  it('is the application, or acr_values by name or id as long as both agree', async () => {
    for (const named of [`tenantName:${world.organization.name}`, `tenant:${world.organization.id}`]) {
      const { url } = await party.authorize({ acr_values: named });
      assert.equal(url.pathname, '/identity/web/login', named);
    }
    for (const named of [`tenantName:${world.otherOrganization.name}`, 'tenantName:Nowhere', 'tenant:x']) {
      const { url } = await party.authorize({ acr_values: named });
      assert.deepEqual([url.origin, url.searchParams.get('errorCode')], [gatehouse.url, 'invalid_request'], named);
    }
  });

  it('a session of another organization is not enough', async () => {
    const browser = new Browser(gatehouse.url);
    const stranger = { ...account, organizationId: world.otherOrganization.id, id: world.otherOrganization.userId };
    await signInAs(pages, browser, gatehouse, stranger, { url: new URL('/identity/web/login', gatehouse.url) });
    const { url } = await party.authorize({}, browser);
    assert.equal(url.pathname, '/identity/web/login');
    const returnUrl = url.searchParams.get('returnUrl') ?? '';
    await signInAs(pages, browser, gatehouse, stranger, { url });
    assert.equal(
      (await browser.visit(returnUrl)).url.pathname,
      '/identity/web/login',
      'signing in again does not help',
    );
  });
});

describe('what cannot be answered to the application', () => {
  it('is shown on a page: an unknown client, a redirect URI that is not registered, a scope that was not granted', async () => {
    const cases = [
      [{ client_id: 'unknown' }, 'unauthorized_client', 'Unknown client or client not enabled'],
      [{ redirect_uri: 'https://evil.test/callback' }, 'invalid_request', 'Invalid redirect_uri'],
      [{ redirect_uri: '' }, 'invalid_request', "missing required parameter 'redirect_uri'"],
      [{ scope: 'openid PM.Audit' }, 'invalid_scope', 'Invalid scope'],
      [{ scope: 'PM.Group.Read' }, 'invalid_scope', 'Invalid scope'],
      [{ scope: '' }, 'invalid_scope', 'Invalid scope'],
    ] as const;
    for (const [changes, code, description] of cases) {
      const place = await party.authorize(changes);
      assert.equal(place.url.pathname, '/identity/web/', JSON.stringify(changes));
      const shown = shownError(place);
      assert.equal(shown.code, code);
      assert.equal(shown.data.Error, code);
      assert.equal(shown.data.ErrorDescription, description);
      assert.deepEqual(Object.keys(shown.data), [
        ...['DisplayMode', 'UiLocales', 'Error', 'ErrorDescription', 'RequestId', 'ActivityId', 'RedirectUri'],
        ...['ResponseMode', 'ClientId'],
      ]);
    }
  });

  it('is never redirected to a look-alike of a registered address', async () => {
    for (const uri of [
      `${redirectUri}/`,
      `${redirectUri}?x=1`,
      `${redirectUri}#x`,
      redirectUri.replace('https:', 'http:'),
      redirectUri.replace('app.', 'APP.'),
      'https://app.example.test.evil.test/callback',
      'https://app.example.test@evil.test/callback',
      'https://app.example.test/callback/../../evil',
      '//evil.test/callback',
      'javascript:alert(1)',
    ]) {
      const { url } = await party.authorize({ redirect_uri: uri });
      assert.equal(url.pathname, '/identity/web/', uri);
      assert.equal(url.origin, gatehouse.url, uri);
    }
  });

  it('is told on a page, without a fault, that a port is none', async () => {
    const cli = await createRelyingParty(gatehouse, pages, {
      isConfidential: false,
      redirectUris: ['http://localhost/cb'],
    });
    const { url } = await cli.authorize({ redirect_uri: 'http://localhost:99999/cb' });
    assert.equal(url.pathname, '/identity/web/');
    assert.equal((await fetch(url)).status, 400);
  });

  it('an error with a valid redirect URI goes there, with the state and the issuer', async () => {
    const { url } = await party.authorize({ prompt: 'create' });
    assert.equal(`${url.origin}${url.pathname}`, redirectUri);
    assert.equal(url.searchParams.get('error'), 'invalid_request');
    assert.equal(url.searchParams.get('state'), 's1');
    assert.equal(url.searchParams.get('iss'), `${gatehouse.url}/identity`);
    const { url: implicit } = await party.authorize({ response_type: 'token' });
    assert.equal(new URLSearchParams(implicit.hash.slice(1)).get('error'), 'unsupported_response_type');
  });

  it('a loopback address registered without a port may have any', async () => {
    const cli = await createRelyingParty(gatehouse, pages, {
      isConfidential: false,
      redirectUris: ['http://127.0.0.1/cb'],
    });
    const { json } = await cli.signIn(account, { redirect_uri: 'http://127.0.0.1:49152/cb' });
    assert.ok(json.access_token);
    const { url } = await cli.authorize({ redirect_uri: 'http://127.0.0.1:49152/other' });
    assert.equal(url.pathname, '/identity/web/');
  });
});

describe('a browser that is lured', () => {
  it('does not complete the request of another: the attacker gets no code for who signs in', async () => {
    const attacker = new Browser(gatehouse.url);
    const victim = new Browser(gatehouse.url);
    const { url } = await party.authorize({}, attacker);
    await signInAs(pages, victim, gatehouse, account, { url });
    const returnUrl = url.searchParams.get('returnUrl') ?? '';
    assert.equal((await attacker.visit(returnUrl)).url.pathname, '/identity/web/login');
    assert.equal((await victim.visit(returnUrl)).url.searchParams.get('code'), null);
  });

  it('is sent to no other host after signing in', async () => {
    for (const returnUrl of [
      'https://evil.test/',
      '//evil.test',
      '/\\evil.test',
      '/evil',
      '/identity/..//evil.test/',
      'x',
    ]) {
      const url = new URL(`/identity/web/login?returnUrl=${encodeURIComponent(returnUrl)}`, gatehouse.url);
      const next = await signInAs(pages, new Browser(gatehouse.url), gatehouse, account, { url });
      assert.ok(next === undefined || /^\/identity\//.test(next), `${returnUrl} → ${next}`);
    }
  });

  it('gets a new session at each sign-in, so that a planted one is worth nothing', async () => {
    const attacker = new Browser(gatehouse.url);
    const url = new URL('/identity/web/login', gatehouse.url);
    await signInAs(pages, attacker, gatehouse, account, { url });
    const planted = attacker.cookie('gatehouse.session') ?? '';
    const victim = new Browser(gatehouse.url);
    victim.plant('gatehouse.session', planted);
    await signInAs(pages, victim, gatehouse, await createAccount(gatehouse, null), { url });
    assert.notEqual(victim.cookie('gatehouse.session'), planted);
    assert.equal(
      await pages.sessions.current(attacker.exchange('/').request),
      undefined,
      'the planted session has ended',
    );
  });
});
