import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import type { Method } from '../../src/directory/factor.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { giveApp } from '../support/authenticator-app.ts';
import { Browser } from '../support/browser.ts';
import { challenge, createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { ageSessions } from '../support/second-factor.ts';
import { setSetting } from '../support/settings.ts';
import { agree, nowhere, openPages, signInAs } from '../support/sign-in.ts';
import { createVisitor, type Seen, tokenOf } from '../support/visitor.ts';
import { world } from '../support/world.ts';

const scope = 'openid offline_access PM.User';
const withCode = ['password', 'totp'] as const;
const strong = { amr: ['pwd', 'otp', 'mfa'], acr: 'mfa' };
const weak = { amr: ['pwd'], acr: undefined };

let pages: TokenService;
let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  party = await createRelyingParty(running, pages, { isConfidential: false });
});

const said = (token: string) => {
  const { amr, acr } = decodeJwt<{ amr: string[]; acr?: string }>(token);
  return { amr, acr };
};

/** Signs in by those methods, in a browser that is nobody's yet or another one. */
async function signIn(methods: readonly Method[], changes = {}, browser = new Browser(gatehouse.url)) {
  const place = await party.authorize({ scope, ...changes }, browser);
  return (await agree(pages, browser, gatehouse, account, place, methods)).url.searchParams;
}

async function tokensOf(code: string | null) {
  const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
  const { status, json } = await party.exchange({ ...form, code: code ?? '' });
  assert.equal(status, 200, JSON.stringify(json));
  return json;
}

const authorization = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });

describe('what tokens say of a sign-in', () => {
  for (const [name, methods, expected] of [
    ['with a password', ['password'], weak],
    ['with a password and a code', withCode, strong],
    ['with a passkey alone', ['passkey'], { amr: ['hwk', 'user', 'mfa'], acr: 'mfa' }],
  ] as const) {
    it(`${name} stands in the ID token and the access token, and in those that follow`, async () => {
      const first = await tokensOf((await signIn(methods)).get('code'));
      const refreshed = await party.exchange({ grant_type: 'refresh_token', refresh_token: first.refresh_token });
      const again = await party.exchange({ grant_type: 'refresh_token', refresh_token: refreshed.json.refresh_token });
      for (const json of [first, refreshed.json, again.json]) {
        assert.deepEqual(said(json.id_token), expected);
        assert.deepEqual(said(json.access_token), expected);
      }
    });
  }

  it('is told to APIs that ask, where it was more than a password', async () => {
    for (const [methods, expected] of [
      [['password'], []],
      [withCode, ['acr', 'amr', 'auth_time']],
    ] as const) {
      const { access_token, refresh_token } = await tokensOf((await signIn(methods)).get('code'));
      const names = (answer: object) =>
        Object.keys(answer).filter((name) => ['acr', 'amr', 'auth_time'].includes(name));
      for (const token of [access_token, refresh_token]) {
        const { json } = await postForm(gatehouse, '/identity/connect/introspect', {
          ...{ ...asClient(world.application), token },
        });
        assert.equal(json.active, true);
        assert.deepEqual(names(json).sort(), expected);
      }
      const { json } = await send(`${gatehouse.url}/identity/connect/userinfo`, authorization(access_token));
      assert.deepEqual(names(json).sort(), expected);
    }
  });

  it('holds for a device that the person lets in', async () => {
    const browser = new Browser(gatehouse.url);
    const url = new URL('/identity/web/login', gatehouse.url);
    await signInAs(pages, browser, gatehouse, account, { url }, withCode);
    const session = (await pages.sessions.current(browser.exchange('/').request)) ?? assert.fail();
    const asked = { ...asClient(party.client), scope };
    const { device_code, user_code } = (await postForm(gatehouse, '/identity/connect/deviceauthorization', asked)).json;
    assert.ok(await pages.devices.allow(user_code, session, nowhere));
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const { json } = await party.exchange({ grant_type, device_code });
    assert.deepEqual([said(json.id_token), said(json.access_token)], [strong, strong]);
    const refreshed = await party.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    assert.deepEqual(said(refreshed.json.access_token), strong);
  });

  it('is kept with a personal access token, and told of what that is exchanged for', async () => {
    for (const [methods, expected] of [
      [['password'], weak],
      [withCode, strong],
    ] as const) {
      const { access_token } = await tokensOf((await signIn(methods)).get('code'));
      const expiryTime = new Date(Date.now() + 30 * 24 * 60 * 60_000).toISOString();
      const call = apiOf(gatehouse, () => access_token);
      const command = { description: 'Homework', scopes: ['PM.User'], expiryTime };
      const { token } = (await call('POST', '/api/ReferenceToken', command)).json;
      const exchanged = await call('POST', '/api/ReferenceToken/Exchange', { token });
      assert.deepEqual(said(exchanged.json.accessToken), expected, exchanged.text);
    }
  });
});

describe('an application that asks for a second factor with acr_values', () => {
  const asked = { acr_values: 'mfa' };

  it('gets it from a session that has one, and another sign-in from one that has none', async () => {
    const browser = new Browser(gatehouse.url);
    await signIn(['password'], {}, browser);
    assert.equal((await party.authorize({ scope, ...asked }, browser)).url.pathname, '/identity/web/login');
    const { id_token } = await tokensOf((await signIn(withCode, asked, browser)).get('code'));
    assert.deepEqual(said(id_token), strong);
    const { url } = await party.authorize({ scope, ...asked }, browser);
    assert.deepEqual(said((await tokensOf(url.searchParams.get('code'))).id_token), strong);
  });

  it('has a person who signs in for it set a factor up first, or prove one, also in a remembered browser', async () => {
    const house = await createRelyingParty(gatehouse, pages, { isConfidential: false, isFirstParty: true });
    const person = await createAccount(gatehouse, 'al0h0m0ra-account');
    const visitor = createVisitor(() => gatehouse.url);
    const goOn = async (seen: Seen) => await visitor.get(seen.location ?? '');
    const authorize = async (changes: Record<string, string>) => {
      const asking = {
        response_type: 'code',
        client_id: house.client.id,
        redirect_uri: redirectUri,
        scope,
        prompt: 'login',
      };
      return await visitor.get(
        `/identity/connect/authorize?${new URLSearchParams({ ...asking, ...challenge, ...changes })}`,
      );
    };
    /** In the browser that was closed and opened again. */
    const typePassword = async (changes: Record<string, string>) => {
      visitor.cookies.delete('gatehouse.session');
      const { location = '' } = await authorize(changes);
      return await visitor.submit(location, { userName: `user-${person.id}`, password: 'al0h0m0ra-account' });
    };
    assert.match((await typePassword({})).location ?? '', /\/connect\/authorize/);
    assert.match((await typePassword(asked)).location ?? '', /\/web\/set-up-factor/);
    const app = await giveApp(gatehouse, person);
    const first = await typePassword({});
    const remembered = await visitor.submit(first.location ?? '', { kind: 'totp', code: app.code(), remember: 'yes' });
    assert.match(remembered.location ?? '', /\/connect\/authorize/, remembered.html);
    assert.match((await typePassword({})).location ?? '', /\/connect\/authorize/);
    const again = await typePassword(asked);
    assert.match(again.location ?? '', /\/web\/second-step/);
    const whole = await goOn(await visitor.submit(again.location ?? '', { kind: 'totp', code: app.code(1) }));
    const code = new URL(whole.location ?? '').searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier, code };
    assert.deepEqual(said((await house.exchange(form)).json.id_token), strong);
  });

  it('has it proved before a device is let in, or set up by who has none', async () => {
    const person = await createAccount(gatehouse, 'al0h0m0ra-account');
    const visitor = createVisitor(() => gatehouse.url);
    await visitor.submit('/Hogwarts/identity/web/login', {
      ...{ userName: `user-${person.id}`, password: 'al0h0m0ra-account' },
    });
    const start = async (changes: Record<string, string>) =>
      (
        await postForm(gatehouse, '/identity/connect/deviceauthorization', {
          ...asClient(party.client),
          scope,
          ...changes,
        })
      ).json;
    const { user_code, device_code } = await start({ acr_values: 'mfa' });
    const page = `/identity/web/device?user_code=${user_code}`;
    const { html } = await visitor.get('/identity/web/device');
    const allow = { formToken: tokenOf(html), code: user_code, decision: 'allow' };
    assert.match((await visitor.get(page)).location ?? '', /\/web\/set-up-factor\?returnUrl=/);
    assert.equal((await visitor.post('/identity/web/device', allow)).status, 400);
    const app = await giveApp(gatehouse, person);
    const { location = '' } = await visitor.get(page);
    assert.match(location, /\/web\/step-up\?returnUrl=/);
    assert.equal((await visitor.post('/identity/web/device', allow)).status, 400);
    const proved = await visitor.submit(location, { kind: 'totp', code: app.code() });
    assert.equal(proved.location, page);
    assert.match((await visitor.get(page)).html, /Connect this device\?/);
    assert.equal((await visitor.post('/identity/web/device', allow)).status, 200);
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const { json } = await party.exchange({ grant_type, device_code });
    assert.deepEqual([said(json.id_token), said(json.access_token)], [strong, strong]);
    await using _off = await setSetting(gatehouse, 'Auth.SecondFactor.Mode', 'off');
    const other = createVisitor(() => gatehouse.url);
    const plain = await createAccount(gatehouse, 'al0h0m0ra-account');
    await other.submit('/Hogwarts/identity/web/login', {
      ...{ userName: `user-${plain.id}`, password: 'al0h0m0ra-account' },
    });
    const late = await start({ acr_values: 'mfa' });
    assert.match((await other.get(`/identity/web/device?user_code=${late.user_code}`)).html, /does not use any/);
  });

  it('may ask for a recent proof before a device is let in', async () => {
    const person = await createAccount(gatehouse, 'al0h0m0ra-account');
    const signIn = { userName: `user-${person.id}`, password: 'al0h0m0ra-account' };
    for (const [max_age, isAsked] of [
      ['3600', false],
      ['300', true],
      ['0', true],
    ] as const) {
      const visitor = createVisitor(() => gatehouse.url);
      await visitor.submit('/Hogwarts/identity/web/login', signIn);
      await ageSessions(gatehouse, person, 10);
      const form = { ...asClient(party.client), scope, max_age };
      const { user_code } = (await postForm(gatehouse, '/identity/connect/deviceauthorization', form)).json;
      const page = `/identity/web/device?user_code=${user_code}`;
      const { location = '' } = await visitor.get(page);
      assert.equal(/\/web\/step-up\?/.test(location), isAsked, max_age);
      if (!isAsked) continue;
      await visitor.submit(location, { password: 'al0h0m0ra-account' });
      assert.match((await visitor.get(page)).html, /Connect this device\?/);
    }
    const bad = await postForm(gatehouse, '/identity/connect/deviceauthorization', {
      ...{ ...asClient(party.client), scope, max_age: '-1' },
    });
    assert.equal(bad.json.error, 'invalid_request');
  });

  it('is told of no factor that is gone, when the person has proved the password alone since', async () => {
    const person = await createAccount(gatehouse, 'al0h0m0ra-account');
    const app = await giveApp(gatehouse, person);
    const visitor = createVisitor(() => gatehouse.url);
    const signIn = { userName: `user-${person.id}`, password: 'al0h0m0ra-account' };
    const { location: step = '' } = await visitor.submit('/Hogwarts/identity/web/login', signIn);
    await visitor.submit(step, { kind: 'totp', code: app.code() });
    await gatehouse.db.deleteFrom('factors').where('user_id', '=', person.id).execute();
    await ageSessions(gatehouse, person, 10);
    const form = { ...asClient(party.client), scope, ...asked, max_age: '60' };
    const { user_code } = (await postForm(gatehouse, '/identity/connect/deviceauthorization', form)).json;
    const page = `/identity/web/device?user_code=${user_code}`;
    await visitor.submit((await visitor.get(page)).location ?? '', { password: 'al0h0m0ra-account' });
    assert.match((await visitor.get(page)).location ?? '', /\/web\/set-up-factor\?/);
  });

  it('is told that there is none where the organization wants none', async () => {
    const answer = await signIn(['password'], asked);
    assert.equal(answer.get('error'), 'unmet_authentication_requirements');
    assert.equal(answer.get('state'), 's1');
  });

  it('is told to ask the person where nothing may be shown', async () => {
    const browser = new Browser(gatehouse.url);
    await signIn(['password'], {}, browser);
    const { url } = await party.authorize({ ...asked, scope, prompt: 'none' }, browser);
    assert.equal(url.searchParams.get('error'), 'login_required');
  });

  it('names the organization beside it', async () => {
    const both = { acr_values: `tenantName:${world.organization.name} mfa` };
    const { id_token } = await tokensOf((await signIn(withCode, both)).get('code'));
    assert.deepEqual(said(id_token), strong);
    const { url } = await party.authorize({ acr_values: `mfa tenantName:${world.otherOrganization.name}` });
    assert.equal(url.searchParams.get('errorCode'), 'invalid_request');
  });

  it('may push the request', async () => {
    const { json } = await postForm(gatehouse, '/identity/connect/par', {
      ...{ ...asClient(party.client), response_type: 'code', redirect_uri: redirectUri, scope, ...asked },
      ...{ code_challenge: 'c'.repeat(43), code_challenge_method: 'S256' },
    });
    const browser = new Browser(gatehouse.url);
    await signIn(['password'], {}, browser);
    const query = new URLSearchParams({ client_id: party.client.id, request_uri: json.request_uri });
    const { url } = await browser.visit(`/identity/connect/authorize?${query}`);
    assert.equal(url.pathname, '/identity/web/login', url.href);
  });

  it('finds in the metadata that it may', async () => {
    const { json } = await send(`${gatehouse.url}/identity/.well-known/openid-configuration`);
    assert.deepEqual(json.acr_values_supported, ['mfa']);
    assert.ok(json.claims_supported.includes('acr'));
  });
});
