import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { returnPath } from '../../src/directory/own-path.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { agree, openPages, signInAs } from '../support/sign-in.ts';
import { world } from '../support/world.ts';

let pages: TokenService;
let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  party = await createRelyingParty(running, pages);
});

describe('an authorization request', () => {
  it('sends a browser that nobody is signed in with to the sign-in page, under the prefix it came through', async () => {
    const { url } = await party.authorize({}, new Browser(gatehouse.url), '/Hogwarts/identity_');
    assert.equal(url.pathname, '/Hogwarts/identity_/web/login');
    assert.match(
      url.searchParams.get('returnUrl') ?? '',
      /^\/Hogwarts\/identity_\/connect\/authorize\/callback\?ticket=[\w-]+$/,
    );
  });

  it('is answered with a code, its scopes, the state and the issuer', async () => {
    const browser = new Browser(gatehouse.url);
    const { searchParams } = await party.approve(account, {}, browser);
    assert.deepEqual([...searchParams.keys()].sort(), ['code', 'iss', 'scope', 'session_state', 'state']);
    assert.equal(searchParams.get('scope'), 'openid PM.User');
    assert.equal(searchParams.get('state'), 's1');
    assert.equal(searchParams.get('iss'), `${gatehouse.url}/identity`);
  });

  it('needs no state', async () => {
    const { searchParams } = await party.approve(account, { state: '' });
    assert.equal(searchParams.get('state'), null);
    assert.ok(searchParams.get('code'));
  });

  it('is given its state back whole, also with a bare question mark in it', async () => {
    const sent = new URLSearchParams({ response_type: 'code', client_id: party.client.id, scope: 'openid' });
    for (const query of [
      `${sent}&redirect_uri=${redirectUri}&state=ab?c`,
      `state=ab?c&${sent}&redirect_uri=${redirectUri}`,
    ]) {
      const browser = new Browser(gatehouse.url);
      const place = await browser.visit(`${gatehouse.url}/identity/connect/authorize?${query}`);
      const { url } = await agree(pages, browser, gatehouse, account, place);
      assert.equal(url.searchParams.get('state'), 'ab?c', query);
      assert.ok(url.searchParams.get('code'), query);
    }
  });

  it('goes to the redirect URI whole: one with a bare question mark more is another', async () => {
    const own = `${redirectUri}?tenant=a?b`;
    const asking = await createRelyingParty(gatehouse, pages, { redirectUris: [own] });
    const query = `response_type=code&client_id=${asking.client.id}&scope=openid&prompt=none&redirect_uri=`;
    const at = async (uri: string) =>
      (await new Browser(gatehouse.url).visit(`${gatehouse.url}/identity/connect/authorize?${query}${uri}`)).url;
    const answered = await at(own);
    assert.equal(answered.origin, 'https://app.example.test');
    assert.equal(answered.searchParams.get('tenant'), 'a?b');
    assert.equal((await at(redirectUri)).pathname, '/identity/web/');
    assert.equal((await at(`${own}?c`)).pathname, '/identity/web/');
  });

  it('counts its parameters in any letter case, and a scope whatever blanks surround its names', async () => {
    const query = `RESPONSE_TYPE=code&client_Id=${party.client.id}&Redirect_Uri=${redirectUri}&scope=%20openid%20%20PM.User+&State=s2`;
    const browser = new Browser(gatehouse.url);
    const place = await browser.visit(`${gatehouse.url}/identity/connect/authorize?${query}`);
    const { url } = await agree(pages, browser, gatehouse, account, place);
    assert.equal(url.searchParams.get('scope'), 'openid PM.User');
    assert.equal(url.searchParams.get('state'), 's2');
    const twice = await browser.visit(`${gatehouse.url}/identity/connect/authorize?${query}&client_id=x`);
    assert.equal(twice.url.pathname, '/identity/web/');
  });

  it('with a request object is told that none is taken, where and with the state that the object says', async () => {
    const object = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
    const request = object({ state: 'of the object', response_mode: 'form_post' });
    const { response, text, url } = await party.authorize({ request, state: '' });
    assert.equal(url.pathname, '/identity/connect/authorize');
    assert.equal(response?.status, 400);
    assert.match(text, /<form method="post" action="https:\/\/app\.example\.test\/callback">/);
    assert.match(text, /name="error" value="request_not_supported"/);
    assert.match(text, /name="state" value="of the object"/);
    const fragment = await party.authorize({ request: object({ response_mode: 'fragment' }) });
    assert.equal(new URLSearchParams(fragment.url.hash.slice(1)).get('state'), 's1');
    const none = await party.authorize({ request: 'none' });
    assert.equal(none.url.searchParams.get('error'), 'request_not_supported');
  });

  it('may ask for a code, and for no token in the address', async () => {
    for (const response_type of ['token', 'id_token', 'id_token token', 'code id_token', 'code token', 'none']) {
      const { url } = await party.authorize({ response_type, nonce: 'n1' });
      const answer = new URLSearchParams(url.hash.slice(1) || url.search);
      assert.equal(answer.get('error'), 'unsupported_response_type', response_type);
      assert.doesNotMatch(url.href, /token=/);
    }
  });

  it('may come as a form', async () => {
    const fields = { response_type: 'code', client_id: party.client.id, redirect_uri: redirectUri, scope: 'openid' };
    const body = new URLSearchParams(fields);
    const browser = new Browser(gatehouse.url);
    const place = await browser.visit('/identity/connect/authorize', { method: 'POST', body });
    assert.equal(place.url.pathname, '/identity/web/login');
    const { url } = await agree(pages, browser, gatehouse, account, place);
    assert.ok(url.searchParams.get('code'));
  });

  it('is answered in the fragment, or by a form that posts itself, when it asks so', async () => {
    const fragment = await party.approve(account, { response_mode: 'fragment' });
    assert.equal(fragment.search, '');
    assert.ok(new URLSearchParams(fragment.hash.slice(1)).get('code'));
    const browser = new Browser(gatehouse.url);
    const start = await party.authorize({ response_mode: 'form_post' }, browser);
    const { response, text } = await agree(pages, browser, gatehouse, account, start);
    assert.equal(response?.status, 200);
    assert.match(text, /<form method="post" action="https:\/\/app\.example\.test\/callback">/);
    assert.match(text, /name="code" value="[\w.-]+"/);
    assert.match(response?.headers.get('content-security-policy') ?? '', /script-src 'sha256-/);
    assert.match(response?.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  });

  it('ignores empty parameters, a nonce without openid, and whatever it does not know', async () => {
    const changes = { scope: 'PM.User', nonce: 'n', acr_values: `tenantName:${world.organization.name}`, foo: 'bar' };
    const { searchParams } = await party.approve(account, changes);
    assert.ok(searchParams.get('code'), searchParams.toString());
  });

  it('asks a second time neither for the sign-in nor for the consent', async () => {
    const browser = new Browser(gatehouse.url);
    await party.approve(account, {}, browser);
    const { url } = await party.authorize({}, browser);
    assert.ok(url.searchParams.get('code'));
  });

  it('asks for consent again when it wants more than before, and remembers it beyond the session', async () => {
    const person = await createAccount(gatehouse, null);
    await party.approve(person);
    const browser = new Browser(gatehouse.url);
    const signIn = await party.authorize({ scope: 'openid PM.User OR.Folders' }, browser);
    const next = await signInAs(pages, browser, gatehouse, person, signIn);
    const consent = await browser.visit(next ?? '');
    assert.equal(consent.url.pathname, '/identity/web/consent');
    const asked = await pages.interactions.find(
      browser.exchange(consent.url.pathname).request,
      returnPath(consent.url.searchParams.get('returnUrl')),
    );
    assert.deepEqual(asked?.scopes, ['openid', 'PM.User', 'OR.Folders']);
    assert.equal(asked?.kind, 'consent');
    const { url } = await agree(pages, browser, gatehouse, person, consent);
    assert.ok(url.searchParams.get('code'));
    const other = new Browser(gatehouse.url);
    const again = await party.authorize({ scope: 'openid PM.User OR.Folders' }, other);
    const { url: done } = await other.visit((await signInAs(pages, other, gatehouse, person, again)) ?? '');
    assert.ok(done.searchParams.get('code'));
  });

  it('tells the application when the person refuses', async () => {
    const browser = new Browser(gatehouse.url);
    const { url } = await party.authorize({}, browser);
    const returnUrl = returnPath(url.searchParams.get('returnUrl'));
    const next = await pages.interactions.deny(browser.exchange(url.pathname).request, returnUrl);
    const { url: end } = await browser.visit(next ?? '');
    assert.equal(end.searchParams.get('error'), 'access_denied');
    assert.equal(end.searchParams.get('state'), 's1');
  });
});

describe('prompt, max_age and hints', () => {
  it('prompt=none shows nothing: it is answered, or refused with the reason', async () => {
    const browser = new Browser(gatehouse.url);
    const stranger = await party.authorize({ prompt: 'none' }, browser);
    assert.equal(stranger.url.searchParams.get('error'), 'login_required');
    await party.approve(account, {}, browser);
    assert.ok((await party.authorize({ prompt: 'none' }, browser)).url.searchParams.get('code'));
    const more = await party.authorize({ prompt: 'none', scope: 'openid profile' }, browser);
    assert.equal(more.url.searchParams.get('error'), 'consent_required');
  });

  it('prompt=login and max_age=0 ask again, and the new sign-in counts', async () => {
    for (const changes of [{ prompt: 'login' }, { max_age: '0' }, { prompt: 'select_account' }]) {
      const browser = new Browser(gatehouse.url);
      await party.approve(account, {}, browser);
      const before = browser.cookie('gatehouse.session');
      const start = await party.authorize(changes, browser);
      assert.equal(start.url.pathname, '/identity/web/login', JSON.stringify(changes));
      const { url } = await agree(pages, browser, gatehouse, account, start);
      assert.ok(url.searchParams.get('code'), url.href);
      assert.notEqual(browser.cookie('gatehouse.session'), before);
    }
  });

  it('max_age lets a fresh session pass, and puts auth_time into the ID token', async () => {
    const browser = new Browser(gatehouse.url);
    await party.approve(account, {}, browser);
    const { json } = await party.signIn(account, { max_age: '10000' }, browser);
    assert.equal(typeof decodeJwt(json.id_token).auth_time, 'number');
  });

  it('prompt=consent asks although everything was granted before', async () => {
    const browser = new Browser(gatehouse.url);
    await party.approve(account, {}, browser);
    const start = await party.authorize({ prompt: 'consent' }, browser);
    assert.equal(start.url.pathname, '/identity/web/consent');
    const { url } = await agree(pages, browser, gatehouse, account, start);
    assert.ok(url.searchParams.get('code'));
  });

  it('an ID token of somebody else as a hint asks for that person', async () => {
    const other = await createAccount(gatehouse, null);
    const { json } = await party.signIn(other);
    const browser = new Browser(gatehouse.url);
    await party.approve(account, {}, browser);
    const { url } = await party.authorize({ id_token_hint: json.id_token, prompt: 'none' }, browser);
    assert.equal(url.searchParams.get('error'), 'login_required');
  });

  it('an ID token as a hint is of who has to sign in: anybody else is refused to the application', async () => {
    const other = await createAccount(gatehouse, null);
    const { json } = await party.signIn(other);
    for (const [person, error] of [
      [account, 'login_required'],
      [other, null],
    ] as const) {
      const url = await party.approve(person, { id_token_hint: json.id_token });
      assert.equal(url.searchParams.get('error'), error);
      assert.equal(url.searchParams.has('code'), error === null);
      assert.equal(url.searchParams.get('state'), 's1');
    }
  });

  it('the page learns the login hint and the languages', async () => {
    const browser = new Browser(gatehouse.url);
    const { url } = await party.authorize({ login_hint: 'minerva', ui_locales: 'de ro' }, browser);
    const returnUrl = returnPath(url.searchParams.get('returnUrl'));
    const asked = await pages.interactions.find(browser.exchange(url.pathname).request, returnUrl);
    assert.equal(asked?.loginHint, 'minerva');
    assert.equal(asked?.uiLocales, 'de ro');
    assert.equal(asked?.organizationId, world.organization.id);
  });
});
