import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { challenge, createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { asClient, createApplication, postForm } from '../support/oauth.ts';
import { agree, nowhere, openPages, signInAs } from '../support/sign-in.ts';
import { world } from '../support/world.ts';

const library = 'https://library.example.test/api';
const ledger = 'Ledger';
const names = ['Library.Read', 'Library.Lend', 'Ledger.Read', 'PM.User', 'IdentityServerApi'];
const scope = 'openid offline_access Library.Read Ledger.Read PM.User';
const scopes = names.map((name) => ({ name, type: 'both' }) as const);
let pages: TokenService;
let account: Account;
let client: Awaited<ReturnType<typeof createApplication>>;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  for (const [name, accessTokenType] of [[library, 'JWT'], [ledger]] as const) {
    const own = names.filter((one) => one.startsWith(name === ledger ? 'Ledger' : 'Library'));
    await running.store.apiResources.insert({
      ...{ organizationId: world.organization.id, name, displayName: name, description: null, accessTokenType },
      scopes: own.map((one) => ({ name: one, displayName: one, description: null, type: 'both' })),
    });
  }
  client = await createApplication(running, { scopes });
  party = await createRelyingParty(running, pages, { scopes });
});

type Named = readonly string[];
const form = (fields: Record<string, string>, resources: Named) =>
  new URLSearchParams([...Object.entries(fields), ...resources.map((name) => ['resource', name] as [string, string])]);
const ask = async (fields: Record<string, string>, resources: Named, who = party.client) => {
  const body = form({ ...asClient(who), ...fields }, resources);
  return await send(`${gatehouse.url}/identity/connect/token`, { method: 'POST', body });
};
const asApplication = (resources: Named, fields: Record<string, string> = {}) =>
  ask({ grant_type: 'client_credentials', ...fields }, resources, client);
const told = ({ access_token, scope: given }: Record<string, string>) => {
  const { aud, scope: inside } = decodeJwt(access_token ?? '');
  assert.deepEqual(inside, given?.split(' '), 'the answer says what the token has');
  return { aud, scopes: given?.split(' ').sort(), typ: decodeProtectedHeader(access_token ?? '').typ };
};

/** Where the browser ends that was sent with the request and did everything that a person would do. */
async function authorize(resources: Named, browser = new Browser(gatehouse.url)) {
  const request = { response_type: 'code', client_id: party.client.id, redirect_uri: redirectUri, scope, ...challenge };
  const start = await browser.visit(`/identity/connect/authorize?${form(request, resources)}`);
  return (await agree(pages, browser, gatehouse, account, start)).url.searchParams;
}
const exchange = async (query: URLSearchParams, resources: Named = []) => {
  const code = query.get('code') ?? '';
  const fields = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  return await ask(fields, resources);
};
const refresh = (refresh_token: string, resources: Named, more = {}) =>
  ask({ grant_type: 'refresh_token', refresh_token, ...more }, resources);

describe('a token for the APIs that the client names', () => {
  it('is for these alone, with their scopes, for an application that acts as itself', async () => {
    const { json: one } = await asApplication([library]);
    assert.deepEqual(told(one), { aud: library, scopes: ['Library.Lend', 'Library.Read'], typ: 'JWT' });
    const { json: two } = await asApplication([library, ledger, library]);
    const both = ['Ledger.Read', 'Library.Lend', 'Library.Read'];
    assert.deepEqual(told(two), { aud: [ledger, library], scopes: both, typ: 'at+jwt' });
    const { json: own } = await asApplication(['UiPath.PlatformManagement'], { scope: 'PM.User Library.Read' });
    assert.deepEqual(told(own), { aud: 'UiPath.PlatformManagement', scopes: ['PM.User'], typ: 'at+jwt' });
  });

  it('is refused when one of them is unknown, a part of another name, or owns none of the scopes', async () => {
    for (const [resources, fields] of [
      [['https://nowhere.example.test']],
      [[library, 'https://nowhere.example.test']],
      [['OpenID']],
      [['Custom']],
      [[`${library}#fragment`]],
      [['library']],
      [[ledger], { scope: 'Library.Read' }],
      [[`https://${'x'.repeat(2048)}`]],
      [Array.from({ length: 21 }, (_, index) => `https://${index}`)],
    ] as const) {
      const { status, json } = await asApplication(resources, fields);
      assert.deepEqual([status, json.error], [400, 'invalid_target'], resources[0]);
    }
  });

  it('opens no other API, and not this server either', async () => {
    const { json } = await asApplication([ledger]);
    const headers = { authorization: `Bearer ${json.access_token}` };
    assert.equal((await send(`${gatehouse.url}/identity/api/User/${account.id}`, { headers })).status, 403);
  });

  it('is what a person granted, through sign-in and consent, and with each refresh', async () => {
    const { json } = await exchange(await authorize([library, ledger]));
    const all = ['Ledger.Read', 'Library.Read', 'offline_access', 'openid'];
    assert.deepEqual(told(json), { aud: [ledger, library], scopes: all, typ: 'at+jwt' });
    const { json: narrow } = await refresh(json.refresh_token, [library]);
    const fewer = ['Library.Read', 'offline_access', 'openid'];
    assert.deepEqual(told(narrow), { aud: library, scopes: fewer, typ: 'JWT' });
    const { json: wide } = await refresh(narrow.refresh_token, []);
    assert.deepEqual(told(wide).aud, [ledger, library], 'the refresh token is for both as before');
    const { json: less } = await refresh(wide.refresh_token, [], { scope: 'openid Ledger.Read' });
    assert.deepEqual(told(less), { aud: ledger, scopes: ['Ledger.Read', 'openid'], typ: 'at+jwt' });
  });

  it('may be chosen with the code where the request named none, and not beyond those that it named', async () => {
    const { json } = await exchange(await authorize([]), [library]);
    assert.equal(told(json).aud, library);
    const { json: refused } = await exchange(await authorize([ledger]), [library]);
    assert.equal(refused.error, 'invalid_target');
    const { json: second } = await exchange(await authorize([ledger]));
    const wrong = await refresh(second.refresh_token, [library]);
    assert.deepEqual([wrong.status, wrong.json.error], [400, 'invalid_target']);
    const again = await refresh(second.refresh_token, [ledger]);
    assert.equal(told(again.json).aud, ledger, 'the refresh token was not spent for the refused one');
  });

  it('is still that where the request goes on in another browser', async () => {
    const request = {
      response_type: 'code',
      client_id: party.client.id,
      redirect_uri: redirectUri,
      scope,
      ...challenge,
    };
    const begun = await new Browser(gatehouse.url).visit(`/identity/connect/authorize?${form(request, [ledger])}`);
    const other = new Browser(gatehouse.url);
    const start = await other.visit(begun.url.searchParams.get('returnUrl') ?? '');
    const { url } = await agree(pages, other, gatehouse, account, start);
    assert.equal(told((await exchange(url.searchParams)).json).aud, ledger);
  });

  it('is refused at the redirect URI before anybody is asked', async () => {
    const query = await authorize([library, 'https://nowhere.example.test']);
    assert.equal(query.get('error'), 'invalid_target');
    assert.match(query.get('error_description') ?? '', /https:\/\/nowhere\.example\.test/);
  });

  it('is the same for a request that was pushed, and for a device', async () => {
    const request = { response_type: 'code', redirect_uri: redirectUri, scope, ...challenge };
    const path = '/identity/connect/';
    const post = (to: string, fields: Record<string, string>) =>
      send(`${gatehouse.url}${path}${to}`, {
        method: 'POST',
        body: form({ ...asClient(party.client), ...fields }, [ledger]),
      });
    const { json: pushed } = await post('par', request);
    const url = await party.approve(account, { request_uri: pushed.request_uri });
    assert.equal(told((await exchange(url.searchParams)).json).aud, ledger);

    const { json: device } = await post('deviceauthorization', { scope });
    const browser = new Browser(gatehouse.url);
    await signInAs(pages, browser, gatehouse, account, { url: new URL('/identity/web/login', gatehouse.url) });
    const session = (await pages.sessions.current(browser.exchange('/').request)) ?? assert.fail();
    await pages.devices.allow(device.user_code, session, nowhere);
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const { json } = await ask({ grant_type, device_code: device.device_code }, []);
    assert.equal(told(json).aud, ledger);
  });
});

describe('a token of the type that an API has asked for', () => {
  it('holds here as any other: it opens the user info, and is told, and ended', async () => {
    const { json } = await exchange(await authorize([library]));
    assert.equal(told(json).typ, 'JWT');
    const headers = { authorization: `Bearer ${json.access_token}` };
    const userInfo = () => send(`${gatehouse.url}/identity/connect/userinfo`, { headers });
    assert.equal((await userInfo()).json.sub, account.id);
    const presented = { ...asClient(party.client), token: json.access_token };
    assert.equal((await postForm(gatehouse, '/identity/connect/introspect', presented)).json.aud, library);
    await postForm(gatehouse, '/identity/connect/revocation', presented);
    assert.equal((await userInfo()).status, 401);
  });

  it('is no ID token, nor an ID token one of these', async () => {
    const { json } = await exchange(await authorize([library]));
    const hint = new URLSearchParams({ id_token_hint: json.access_token });
    const { url } = await new Browser(gatehouse.url).visit(`/identity/connect/endsession?${hint}`);
    assert.equal(url.searchParams.get('errorCode'), 'invalid_request');
    const headers = { authorization: `Bearer ${json.id_token}` };
    assert.equal((await send(`${gatehouse.url}/identity/connect/userinfo`, { headers })).status, 401);
  });
});
