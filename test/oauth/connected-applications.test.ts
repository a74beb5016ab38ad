import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { asClient, createPersonalToken } from '../support/oauth.ts';
import { nowhere, openPages, signInAs } from '../support/sign-in.ts';
import { createVisitor, tokenOf } from '../support/visitor.ts';

const scope = 'openid offline_access PM.User';
const password = 'al0h0m0ra-account';
const page = '/identity/web/applications';

let pages: TokenService;
let party: RelyingParty;
let other: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  party = await createRelyingParty(running, pages, { name: 'Owl Post' });
  other = await createRelyingParty(running, pages, { isConfidential: false, name: 'Quidditch' });
}, noBudgets);

async function visitorOf({ id }: Account) {
  const visitor = createVisitor(() => gatehouse.url);
  await visitor.submit('/Hogwarts/identity/web/login', { userName: `user-${id}`, password });
  return visitor;
}

async function browserOf(person: Account): Promise<Browser> {
  const browser = new Browser(gatehouse.url);
  await signInAs(pages, browser, gatehouse, person, { url: new URL('/identity/web/login', gatehouse.url) });
  return browser;
}

const bearer = (token: unknown) => ({ authorization: `Bearer ${token}` });
const userInfo = async (token: unknown) =>
  (await send(`${gatehouse.url}/identity/connect/userinfo`, { headers: bearer(token) })).status;
const renew = (app: RelyingParty, refresh_token: string) =>
  app.exchange({ grant_type: 'refresh_token', refresh_token });
const audited = ({ id }: Account) =>
  gatehouse.db
    .selectFrom('audit_entries')
    .select(['action', 'target_id', 'details'])
    .where('actor_id', '=', id)
    .where('action', '=', 'RemoveAccess')
    .execute();

describe('the page of connected applications', () => {
  it('says what each may do in words of the person, since when, and when it last came', async () => {
    const person = await createAccount(gatehouse, password);
    const visitor = await visitorOf(person);
    assert.match((await visitor.get(page)).html, /No application has access to your account/);
    await party.signIn(person, { scope });
    const { html } = await visitor.get(page);
    for (const words of [
      'Owl Post',
      'know who you are',
      'stay connected while you are away',
      'see and manage people',
    ]) {
      assert.ok(html.includes(words), words);
    }
    assert.match(html, /<dt>Allowed<\/dt><dd><time[\s\S]*<dt>Last request for access<\/dt><dd><time/);
    assert.doesNotMatch(html, /Quidditch|PM\.User/);
    const german = (await visitor.get(page, { 'accept-language': 'de' })).html;
    assert.match(german, /Verbundene Anwendungen[\s\S]*Zugriff entziehen/);
  });

  it('takes everything away from one of them at once, and nothing from anything else', async () => {
    const [person, neighbour] = [await createAccount(gatehouse, password), await createAccount(gatehouse, password)];
    const browser = await browserOf(person);
    const { json: tokens } = await party.signIn(person, { scope }, browser);
    const { json: second } = await party.signIn(person, { scope }, browser);
    const code = (await party.approve(person, { scope }, browser)).searchParams.get('code') ?? '';
    const fields = new URLSearchParams({ ...asClient(party.client), scope });
    const device = await send(`${gatehouse.url}/identity/connect/deviceauthorization`, {
      method: 'POST',
      body: fields,
    });
    const session = (await pages.sessions.current(browser.exchange('/').request)) ?? assert.fail();
    assert.equal(await pages.devices.allow(device.json.user_code, session, nowhere), true);
    const { json: kept } = await other.signIn(person, { scope }, browser);
    const { json: theirs } = await party.signIn(neighbour, { scope });
    const { value: personal } = await createPersonalToken(gatehouse, person, ['PM.User.Read']);

    const visitor = await visitorOf(person);
    const done = await visitor.submit(`${page}?remove=${party.client.id}`, { application: party.client.id });
    assert.match((await visitor.get(done.location ?? '')).html, /no longer has access to your account/);

    for (const { access_token, refresh_token } of [tokens, second]) {
      assert.equal(await userInfo(access_token), 401);
      const api = `${gatehouse.url}/identity/api/User/${person.id}`;
      assert.equal((await send(api, { headers: bearer(access_token) })).status, 401);
      assert.equal((await renew(party, refresh_token)).json.error, 'invalid_grant');
    }
    const byCode = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
    assert.equal((await party.exchange(byCode)).json.error, 'invalid_grant');
    const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
    const byDevice = await party.exchange({ grant_type, device_code: device.json.device_code });
    assert.equal(byDevice.json.error, 'invalid_grant');
    assert.equal((await party.authorize({ scope }, browser)).url.pathname, '/identity/web/consent', 'it has to ask');

    assert.equal(await userInfo(kept.access_token), 200, 'another application');
    assert.equal((await renew(other, kept.refresh_token)).status, 200, 'another application');
    assert.equal(await userInfo(theirs.access_token), 200, 'another person');
    assert.equal((await renew(party, theirs.refresh_token)).status, 200, 'another person');
    const own = await send(`${gatehouse.url}/identity/api/User/${person.id}`, { headers: bearer(personal) });
    assert.equal(own.status, 200, 'a token of their own');
    assert.match((await visitor.get(page)).html, /Quidditch/);

    const [entry, ...more] = await audited(person);
    assert.deepEqual([entry?.target_id, more.length], [party.client.id, 0]);
    assert.match(entry?.details ?? '', /"refreshTokens":2/);
  });

  it('says when another tab was first, and writes down what was done once', async () => {
    const person = await createAccount(gatehouse, password);
    const visitor = await visitorOf(person);
    await party.signIn(person, { scope });
    const formToken = tokenOf((await visitor.get(`${page}?remove=${party.client.id}`)).html);
    const said = async (application: string) => {
      const done = await visitor.post(page, { formToken, application });
      assert.equal(done.location, page);
      return (await visitor.get(page)).html;
    };
    assert.match(await said(party.client.id), /no longer has access to your account/);
    for (const application of [party.client.id, 'nobody', '']) {
      assert.match(await said(application), /already had no access to your account/);
    }
    assert.equal((await audited(person)).length, 1);
  });

  it('is for who is signed in, and its form for nobody else', async () => {
    const person = await createAccount(gatehouse, password);
    const { json } = await party.signIn(person, { scope });
    const stranger = createVisitor(() => gatehouse.url);
    assert.match((await stranger.get(page)).location ?? '', /web\/login/);
    const neighbour = await visitorOf(await createAccount(gatehouse, password));
    const formToken = tokenOf((await neighbour.get('/identity/web/account')).html);
    await neighbour.post(page, { formToken, application: party.client.id });
    await stranger.post(page, { application: party.client.id });
    assert.equal(await userInfo(json.access_token), 200);
  });
});

describe('signing out everywhere', () => {
  it('says before and after what it ends and what it leaves', async () => {
    const person = await createAccount(gatehouse, password);
    const visitor = await visitorOf(person);
    const { json } = await party.signIn(person, { scope });
    const { value: personal } = await createPersonalToken(gatehouse, person, ['PM.User.Read']);
    const stays =
      /This stays:[\s\S]*One personal access token[\s\S]*allowed one application[\s\S]*sign out there as well/;
    const asking = '/identity/web/sessions?end=everywhere';
    assert.match((await visitor.get(asking)).html, stays);
    const done = await visitor.submit(asking, { everywhere: 'yes' });
    const { html } = await visitor.get(done.location ?? '');
    assert.match(
      html,
      /signed out everywhere[\s\S]*Sessions that were ended: 2[\s\S]*The lasting access of one application/,
    );
    assert.match(html, stays);
    assert.equal(await userInfo(json.access_token), 401);
    const own = await send(`${gatehouse.url}/identity/api/User/${person.id}`, { headers: bearer(personal) });
    assert.equal(own.status, 200);
    const again = await party.authorize({ scope }, await browserOf(person));
    assert.ok(again.url.searchParams.get('code'), 'it need not ask');
  });
});
