import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { returnPath } from '../../src/directory/own-path.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import {
  challenge,
  createRelyingParty,
  type RelyingParty,
  redirectUri,
  shownError,
  userScopes,
  verifier,
} from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { timePasses } from '../support/grants.ts';
import { send } from '../support/http.ts';
import { agree, openPages, signInAs } from '../support/sign-in.ts';
import { world } from '../support/world.ts';

let pages: TokenService;
let account: Account;
let publicParty: RelyingParty;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  publicParty = await createRelyingParty(running, pages, { isConfidential: false });
  party = await createRelyingParty(running, pages);
});

const withoutChallenge = { code_challenge: '', code_challenge_method: '' };
const codeForm = (code: string | null, changes = {}) => ({
  ...{ grant_type: 'authorization_code', code: code ?? '', redirect_uri: redirectUri, code_verifier: verifier },
  ...changes,
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

describe('PKCE', () => {
  it('is required of an application without a secret, and optional for one with a secret', async () => {
    const { url } = await publicParty.authorize(withoutChallenge);
    assert.equal(url.searchParams.get('error'), 'invalid_request');
    const code = (await party.approve(account, withoutChallenge)).searchParams.get('code');
    assert.equal((await party.exchange(codeForm(code, { code_verifier: '' }))).status, 200);
  });

  it('is S256: the plain method is refused, named or by default', async () => {
    for (const method of ['plain', '']) {
      const { url } = await party.authorize({ code_challenge: verifier, code_challenge_method: method });
      assert.equal(url.searchParams.get('error'), 'invalid_request', method);
    }
  });

  it('cannot be downgraded at the token endpoint', async () => {
    for (const code_verifier of ['', challenge.code_challenge, 'x'.repeat(43)]) {
      const code = (await party.approve(account)).searchParams.get('code');
      const { status, json } = await party.exchange(codeForm(code, { code_verifier }));
      assert.equal(status, 400);
      assert.equal(json.error, 'invalid_grant', code_verifier);
    }
    const code = (await party.approve(account, withoutChallenge)).searchParams.get('code');
    assert.equal((await party.exchange(codeForm(code))).json.error, 'invalid_grant', 'a verifier without a challenge');
  });
});

describe('a code', () => {
  it('is good once, and a second use ends what came from the first', async () => {
    const scope = 'openid offline_access PM.User';
    const code = (await party.approve(account, { scope })).searchParams.get('code');
    const { json } = await party.exchange(codeForm(code));
    await timePasses(gatehouse, 5);
    const again = await party.exchange(codeForm(code));
    assert.equal(again.status, 400);
    assert.equal(again.json.error, 'invalid_grant');
    const refresh = await party.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    assert.equal(refresh.json.error, 'invalid_grant');
    const headers = { authorization: `Bearer ${json.access_token}` };
    assert.equal((await send(`${gatehouse.url}/identity/connect/userinfo`, { headers })).status, 401);
  });

  it('is good once also when many exchange it at the same time', async () => {
    // One with a challenge gives all of them the same: see repeated-requests.test.ts.
    const code = (await party.approve(account, withoutChallenge)).searchParams.get('code');
    const form = codeForm(code, { code_verifier: '' });
    const answers = await Promise.all(Array.from({ length: 8 }, () => party.exchange(form)));
    assert.ok(answers.filter(({ status }) => status === 200).length <= 1);
    for (const { status, json } of answers) if (status !== 200) assert.equal(json.error, 'invalid_grant');
    for (const { json } of answers.filter(({ status }) => status === 200)) {
      const headers = { authorization: `Bearer ${json.access_token}` };
      assert.equal((await send(`${gatehouse.url}/identity/connect/userinfo`, { headers })).status, 401);
    }
  });

  it('is bound to its client and its redirect URI', async () => {
    const other = await createRelyingParty(gatehouse, pages);
    const code = (await party.approve(account)).searchParams.get('code');
    assert.equal((await other.exchange(codeForm(code))).json.error, 'invalid_grant');
    for (const redirect_uri of [`${redirectUri}/`, 'https://evil.test/']) {
      assert.equal((await party.exchange(codeForm(code, { redirect_uri }))).json.error, 'invalid_grant');
    }
  });

  it('is over after a minute', async () => {
    const code = (await party.approve(account)).searchParams.get('code');
    const { rows } = {
      rows: await gatehouse.db.selectFrom('grants').selectAll().where('model', '=', 'AuthorizationCode').execute(),
    };
    for (const { expires_at } of rows) assert.ok(Number(expires_at) <= Date.now() + 60_000);
    await gatehouse.db
      .updateTable('grants')
      .set({ expires_at: Date.now() })
      .where('model', '=', 'AuthorizationCode')
      .execute();
    assert.equal((await party.exchange(codeForm(code))).json.error, 'invalid_grant');
  });

  it('stands nowhere in the store in a form that could be used', async () => {
    const code = (await party.approve(account)).searchParams.get('code') ?? assert.fail();
    const rows = await gatehouse.db.selectFrom('grants').selectAll().execute();
    assert.ok(!JSON.stringify(rows).includes(code));
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

describe('an access token of a person', () => {
  let claims: Record<string, unknown>;
  before(async () => {
    const { json } = await party.signIn(account, { scope: 'openid profile PM.User OR.Folders' });
    claims = decodeJwt(json.access_token);
  });

  it('says who signed in, how and when, for which organization and with which scopes', () => {
    const { iat, nbf, exp, jti, auth_time, grant_id, sid, epoch, ...rest } = claims;
    assert.deepEqual(rest, {
      ...{ iss: `${gatehouse.url}/identity`, aud: ['UiPath.Orchestrator', 'UiPath.PlatformManagement'] },
      ...{ sub: account.id, sub_type: 'user' },
      ...{ client_id: party.client.id, prt_id: world.organization.id, idp: 'local', amr: ['pwd'] },
      ...{ scope: ['openid', 'profile', 'PM.User', 'OR.Folders'], ext_idp_disp_name: 'GlobalIdp' },
      preferred_username: `user-${account.id}`,
    });
    assert.equal(Number(exp) - Number(iat), 3600);
    for (const claim of [nbf, auth_time, epoch]) assert.equal(typeof claim, 'number');
    for (const claim of [jti, grant_id, sid]) assert.equal(typeof claim, 'string');
  });

  it('the grant decides which kind of scope a name is', async () => {
    const own = await party.exchange({ grant_type: 'client_credentials', scope: 'OR.Folders PM.Group.Read' });
    assert.equal(own.json.scope, 'OR.Folders PM.Group.Read');
    assert.equal(
      (await party.exchange({ grant_type: 'client_credentials', scope: 'PM.User' })).json.error,
      'invalid_scope',
    );
    assert.deepEqual(
      userScopes.map(({ type }) => type),
      ['user', 'both', 'application'],
    );
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
