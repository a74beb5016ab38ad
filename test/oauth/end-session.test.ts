import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri, shownError } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { openPages } from '../support/sign-in.ts';
import { until } from '../support/until.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const signedOut = 'https://app.example.test/signed-out';
let pages: TokenService;
let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  party = await createRelyingParty(running, pages, { postLogoutRedirectUris: [signedOut] });
});

async function signedIn(person = account) {
  const browser = new Browser(gatehouse.url);
  const { json } = await party.signIn(person, {}, browser);
  return { browser, idToken: String(json.id_token) };
}
const isSignedIn = async (browser: Browser) =>
  (await pages.sessions.current(browser.exchange('/').request)) !== undefined;
const endSession = (browser: Browser, fields: Record<string, string>) =>
  browser.visit(`/identity/connect/endsession?${new URLSearchParams(fields)}`);

describe('an application that signs a person out', () => {
  it('ends the session at once with an ID token of the person, and gets the browser back with its state', async () => {
    for (const uri of [signedOut, redirectUri]) {
      const { browser, idToken } = await signedIn();
      const fields = { id_token_hint: idToken, post_logout_redirect_uri: uri, state: 'bye' };
      const { url } = await endSession(browser, fields);
      assert.equal(url.href, `${uri}?state=bye`);
      assert.equal(await isSignedIn(browser), false);
    }
  });

  it('is named in the log when its address is refused, also by the ID token alone, and no longer than an id may be', async () => {
    const { browser, idToken } = await signedIn();
    const refused = { post_logout_redirect_uri: 'https://evil.test/' };
    for (const [named, client] of [
      [{ id_token_hint: idToken }, party.client.id],
      [{ client_id: party.client.id }, party.client.id],
      [{ client_id: 'x'.repeat(3000) }, 'x'.repeat(256)],
    ] as const) {
      const { length } = gatehouse.logLines;
      await endSession(browser, { ...named, ...refused });
      const found = () => gatehouse.logLines.slice(length).find(({ oauthError }) => oauthError === 'invalid_request');
      await until(() => found() !== undefined);
      assert.equal(found()?.client, client, JSON.stringify(Object.keys(named)));
    }
  });

  it('gets its state back whole, beside the query of its own address', async () => {
    const own = 'https://app.example.test/out?from=a?b';
    const other = await createRelyingParty(gatehouse, pages, { postLogoutRedirectUris: [own] });
    const query = `client_id=${other.client.id}&post_logout_redirect_uri=${own}&state=x?y`;
    const { url } = await new Browser(gatehouse.url).visit(`/identity/connect/endsession?${query}`);
    assert.equal(url.href, `${own}&state=x%3Fy`);
  });

  it('gets the browser back by a page that moves on, whatever its address looks like: a form ends at our origin', async () => {
    const own = 'https://app.example.test/identity/web/out';
    const other = await createRelyingParty(gatehouse, pages, { postLogoutRedirectUris: [own] });
    const query = new URLSearchParams({ client_id: other.client.id, post_logout_redirect_uri: own });
    const visitor = createVisitor(() => gatehouse.url);
    await visitor.submit('/Hogwarts/identity/web/login', { userName: 'harry.potter', password: world.harry.password });
    const left = await visitor.submit(`/identity/web/logout?${query}`, {});
    assert.equal(left.status, 200);
    assert.equal(left.location, own);
  });

  it('may send a form, and need not want the browser back', async () => {
    const { browser, idToken } = await signedIn();
    const body = new URLSearchParams({ id_token_hint: idToken });
    const { url } = await browser.visit('/identity/connect/endsession', { method: 'POST', body });
    assert.equal(url.pathname, '/identity/web/logout');
    assert.equal(await isSignedIn(browser), false);
  });

  it('has the person asked without an ID token, or with that of somebody else', async () => {
    const other = await signedIn(await createAccount(gatehouse, null));
    const hints: Record<string, string>[] = [{ client_id: party.client.id }, { id_token_hint: other.idToken }];
    for (const hint of hints) {
      const { browser } = await signedIn();
      const { url } = await endSession(browser, { ...hint, post_logout_redirect_uri: signedOut, state: 'bye' });
      assert.equal(url.pathname, '/identity/web/logout');
      assert.equal(url.searchParams.get('id_token_hint'), null);
      assert.equal(await isSignedIn(browser), true);
      const asked = await pages.logouts.find(url.searchParams);
      assert.deepEqual(asked.application?.id, party.client.id);
      const { request, response, done } = browser.exchange(url.pathname);
      assert.equal(await pages.logouts.finish(request, response, url.searchParams), `${signedOut}?state=bye`);
      done();
      assert.equal(await isSignedIn(browser), false);
    }
  });

  it('gets the browser back to registered addresses only', async () => {
    const { browser, idToken } = await signedIn();
    // As a library sends it that leaves alone what may stand in a query.
    for (const more of ['?foo=bar', '?']) {
      const query = `id_token_hint=${idToken}&post_logout_redirect_uri=${signedOut}${more}`;
      const { url } = await browser.visit(`/identity/connect/endsession?${query}`);
      assert.equal(url.pathname, '/identity/web/', more);
    }
    for (const uri of ['https://evil.test/', `${signedOut}/`, `${signedOut}?x=1`, 'https://app.example.test']) {
      const place = await endSession(browser, { id_token_hint: idToken, post_logout_redirect_uri: uri });
      assert.equal(place.url.pathname, '/identity/web/', uri);
      assert.equal(shownError(place).data.ErrorDescription, 'Invalid post_logout_redirect_uri');
    }
    assert.equal(await isSignedIn(browser), true);
  });

  it('leaves an address aside of which nobody says whose it is, and asks', async () => {
    const { browser } = await signedIn();
    const { url } = await endSession(browser, { post_logout_redirect_uri: signedOut });
    assert.equal(url.pathname, '/identity/web/logout');
    assert.equal(await isSignedIn(browser), true);
    const { request, response, done } = browser.exchange(url.pathname);
    assert.equal(await pages.logouts.finish(request, response, url.searchParams), undefined);
    done();
    assert.equal(await isSignedIn(browser), false);
  });

  it('is refused with a hint that is none, or that of another client', async () => {
    const { browser, idToken } = await signedIn();
    const [header = '', payload = '', signature = ''] = idToken.split('.');
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    for (const hint of ['x', none, `${header}.${payload}.${signature.slice(0, -4)}AAAA`]) {
      assert.equal(shownError(await endSession(browser, { id_token_hint: hint })).code, 'invalid_request', hint);
    }
    const { json } = await party.signIn(account);
    const access = await endSession(browser, { id_token_hint: json.access_token });
    assert.equal(shownError(access).code, 'invalid_request', 'an access token is no ID token');
    const mixed = await endSession(browser, { id_token_hint: idToken, client_id: 'other' });
    assert.equal(shownError(mixed).code, 'invalid_request');
    assert.equal(await isSignedIn(browser), true);
  });
});

describe('the check-session page', () => {
  it('may be framed, and runs its own script only', async () => {
    const { status, headers, text } = await send(`${gatehouse.url}/identity/connect/checksession`);
    assert.equal(status, 200);
    assert.match(
      headers.get('content-security-policy') ?? '',
      /^default-src 'none'; script-src 'sha256-[^']+'; base-uri 'none'$/,
    );
    assert.match(text, /addEventListener\('message'/);
  });

  it('is told with the code what to compare', async () => {
    const { searchParams } = await party.approve(account);
    assert.match(searchParams.get('session_state') ?? '', /^[\w-]{43}\.[\w-]+$/);
  });
});
