import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type OwnPath, returnPath } from '../../src/directory/own-path.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser, type Place } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri, userScopes } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { ageSessions } from '../support/second-factor.ts';
import { agree, nowhere, openPages, signInAs } from '../support/sign-in.ts';
import { createVisitor } from '../support/visitor.ts';

const password = 'al0h0m0ra-account';
let pages: TokenService;
let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, password);
  party = await createRelyingParty(running, pages);
});

const returnUrlOf = ({ url }: Pick<Place, 'url'>): OwnPath =>
  returnPath(url.searchParams.get('returnUrl')) ?? assert.fail(url.href);

const asked = (browser: Browser, place: Place) =>
  pages.interactions.find(browser.exchange(place.url.pathname).request, returnUrlOf(place));

/** A person who has signed in and is asked for consent. */
async function atConsent(person: Account, browser: Browser, at: RelyingParty = party): Promise<Place> {
  const start = await at.authorize({ prompt: 'consent' }, browser);
  const next = start.url.pathname.endsWith('/login')
    ? await signInAs(pages, browser, gatehouse, person, start)
    : undefined;
  const place = next === undefined ? start : await browser.visit(next);
  assert.equal(place.url.pathname, '/identity/web/consent');
  return place;
}

async function allow(browser: Browser, place: Place): Promise<string> {
  const { request } = browser.exchange(place.url.pathname);
  return (await pages.interactions.allow(request, returnUrlOf(place), nowhere)) ?? assert.fail();
}

describe('an authorization request that waits for the person', () => {
  it('lies in the URL, sealed, and leaves nothing in the store', async () => {
    const rows = async () => (await gatehouse.db.selectFrom('grants').select('id').execute()).length;
    const before = await rows();
    const browser = new Browser(gatehouse.url);
    const place = await party.authorize({ login_hint: 'minerva', nonce: 'n-0S6' }, browser);
    const returnUrl = returnUrlOf(place);
    assert.equal((await asked(browser, place))?.loginHint, 'minerva');
    const [, ticket = ''] = returnUrl.split('ticket=');
    const text = `${returnUrl} ${Buffer.from(ticket, 'base64url').toString('latin1')}`;
    for (const secret of ['minerva', 'n-0S6', redirectUri]) assert.ok(!text.includes(secret), secret);
    assert.equal(await rows(), before);
  });

  it('is one for each tab: the one that began first goes on like the one that began last', async () => {
    const browser = new Browser(gatehouse.url);
    const [first, second] = [
      await party.authorize({ state: 'first' }, browser),
      await party.authorize({ state: 'second' }, browser),
    ];
    for (const [place, state] of [
      [first, 'first'],
      [second, 'second'],
    ] as const) {
      const { url } = await agree(pages, browser, gatehouse, account, place);
      assert.equal(url.searchParams.get('state'), state);
      assert.ok(url.searchParams.get('code'), state);
    }
  });

  it('is nothing in another browser, and nothing when a letter of it is changed', async () => {
    const browser = new Browser(gatehouse.url);
    const place = await party.authorize({}, browser);
    assert.equal(await asked(new Browser(gatehouse.url), place), undefined);
    const changed = new URL(place.url);
    const other = returnUrlOf(place).replace(/(?<=ticket=.{40})./, (letter) => (letter === 'A' ? 'B' : 'A'));
    changed.searchParams.set('returnUrl', other);
    assert.equal(await asked(browser, { ...place, url: changed }), undefined);
  });

  it('is answered once for what the person has done: going back does not do it again', async () => {
    const browser = new Browser(gatehouse.url);
    const next = await allow(browser, await atConsent(account, browser));
    assert.ok((await browser.visit(next)).url.searchParams.get('code'));
    assert.equal((await browser.visit(next)).url.pathname, '/identity/web/');
    const answers = await Promise.all(
      [await allow(browser, await atConsent(account, browser))].flatMap((again) =>
        Array.from({ length: 5 }, () => browser.visit(again)),
      ),
    );
    assert.equal(answers.filter(({ url }) => url.searchParams.has('code')).length, 1);
  });

  it('goes on in the session in which it was answered, and in no other', async () => {
    const browser = new Browser(gatehouse.url);
    const next = await allow(browser, await atConsent(account, browser));
    await signInAs(pages, browser, gatehouse, account, { url: new URL('/identity/web/login', gatehouse.url) });
    assert.equal((await browser.visit(next)).url.searchParams.get('code'), null);
  });

  it('ends with everything that acts in the name of the person', async () => {
    const person = await createAccount(gatehouse, null);
    const browser = new Browser(gatehouse.url);
    const next = await allow(browser, await atConsent(person, browser));
    const user = (await gatehouse.store.users.find(person)) ?? assert.fail();
    await pages.sessions.endAll(user, nowhere);
    assert.equal((await browser.visit(next)).url.searchParams.get('code'), null);
  });

  it('asks the person again who did not sign in for it, though signed in for another', async () => {
    const browser = new Browser(gatehouse.url);
    const [one, other] = [
      await party.authorize({ prompt: 'login', state: 'one' }, browser),
      await party.authorize({ prompt: 'login', state: 'other' }, browser),
    ];
    await signInAs(pages, browser, gatehouse, account, one);
    assert.equal((await browser.visit(returnUrlOf(other))).url.pathname, '/identity/web/login');
  });

  it('that asks for another sign-in is not answered by an older session, which came only with the page', async () => {
    const person = await createAccount(gatehouse, password);
    const visitor = createVisitor(() => gatehouse.url);
    await visitor.submit('/Hogwarts/identity/web/login', { userName: `user-${person.id}`, password });
    await ageSessions(gatehouse, person, 10);
    const session = visitor.cookies.get('gatehouse.session') ?? assert.fail();
    const usual = { response_type: 'code', client_id: party.client.id, redirect_uri: redirectUri, scope: 'openid' };
    const begin = async (wish: Readonly<Record<string, string>>) => {
      // As a browser withholds it from a form of another site.
      visitor.cookies.delete('gatehouse.session');
      const form = { ...usual, ...wish };
      const { location = '' } = await visitor.post('/identity/connect/authorize', form, { origin: redirectUri });
      visitor.cookies.set('gatehouse.session', session);
      return await visitor.get(location);
    };
    for (const wish of [{ prompt: 'login' }, { prompt: 'select_account' }, { max_age: '0' }, { max_age: '60' }]) {
      const { html, location } = await begin(wish);
      assert.equal(location, undefined, JSON.stringify(wish));
      assert.match(html, /name="password"/);
    }
    for (const wish of [{}, { max_age: '3600' }])
      assert.match((await begin(wish)).location ?? '', /\/connect\/authorize\/callback\?ticket=/, JSON.stringify(wish));
  });

  it('that came with an ID token waits for its person, though the browser shows the session of another only with the page', async () => {
    const [hinted, other] = [await createAccount(gatehouse, password), await createAccount(gatehouse, password)];
    const { json } = await party.signIn(hinted);
    const visitor = createVisitor(() => gatehouse.url);
    const signIn = async ({ id }: Account, page: string) =>
      await visitor.submit(page, { userName: `user-${id}`, password });
    await signIn(other, '/Hogwarts/identity/web/login');
    const session = visitor.cookies.get('gatehouse.session') ?? assert.fail();
    visitor.cookies.delete('gatehouse.session');
    const asking = { response_type: 'code', client_id: party.client.id, redirect_uri: redirectUri, scope: 'openid' };
    const form = { ...asking, id_token_hint: json.id_token };
    const { location = '' } = await visitor.post('/identity/connect/authorize', form, { origin: redirectUri });
    visitor.cookies.set('gatehouse.session', session);
    const page = await visitor.get(location);
    assert.equal(page.location, undefined);
    assert.match(page.html, /name="password"/);
    const next = (await signIn(hinted, location)).location ?? '';
    assert.match((await visitor.get(next)).location ?? '', /^https:\/\/app\.example\.test\/callback\?code=/);
  });

  it('is for the person of the ID token that came with it also where it starts again, in another browser or later', async () => {
    const hinted = await createAccount(gatehouse, null);
    const { json } = await party.signIn(hinted);
    const place = await party.authorize({ id_token_hint: json.id_token }, new Browser(gatehouse.url));
    for (const [person, error] of [
      [account, 'login_required'],
      [hinted, null],
    ] as const) {
      const browser = new Browser(gatehouse.url);
      await party.approve(account, {}, browser);
      const again = await browser.visit(returnUrlOf(place));
      assert.equal(again.url.pathname, '/identity/web/login', 'it is somebody else who is signed in');
      const { url } = await agree(pages, browser, gatehouse, person, again);
      assert.equal(url.searchParams.get('error'), error);
      assert.equal(url.searchParams.has('code'), error === null);
    }
  });

  it('goes on as a refusal when the person does not want it', async () => {
    const browser = new Browser(gatehouse.url);
    const place = await atConsent(account, browser);
    const { request } = browser.exchange(place.url.pathname);
    const next = (await pages.interactions.deny(request, returnUrlOf(place))) ?? assert.fail();
    const { searchParams } = (await browser.visit(next)).url;
    assert.deepEqual([searchParams.get('error'), searchParams.get('state')], ['access_denied', 's1']);
  });

  it('is over when the application has lost what it asks for', async () => {
    const lost = {
      'its redirect URI': { redirect_uris: '["https://elsewhere.example.test/"]' },
      'its right to be used': { is_active: 0 },
    } as const;
    for (const [what, change] of Object.entries(lost)) {
      const app = await createRelyingParty(gatehouse, pages);
      const browser = new Browser(gatehouse.url);
      const next = await allow(browser, await atConsent(account, browser, app));
      await gatehouse.db.updateTable('applications').set(change).where('id', '=', app.client.id).execute();
      assert.equal((await browser.visit(next)).url.pathname, '/identity/web/', what);
    }
    const app = await createRelyingParty(gatehouse, pages, { scopes: userScopes });
    const browser = new Browser(gatehouse.url);
    const next = await allow(browser, await atConsent(account, browser, app));
    await gatehouse.db
      .deleteFrom('application_scopes')
      .where('application_id', '=', app.client.id)
      .where('name', '=', 'PM.User')
      .execute();
    assert.equal((await browser.visit(next)).url.pathname, '/identity/web/', 'a scope');
  });

  it('goes on after the password had to be changed first', async () => {
    const person = await createAccount(gatehouse, password);
    await gatehouse.db.updateTable('credentials').set({ must_change: 1 }).where('user_id', '=', person.id).execute();
    const visitor = createVisitor(() => gatehouse.url);
    const query = new URLSearchParams({
      ...{ response_type: 'code', client_id: party.client.id, redirect_uri: redirectUri, scope: 'openid' },
      ...{ state: 's'.repeat(2048), nonce: 'n'.repeat(2048) },
    });
    const { location: signIn = '' } = await visitor.get(`/identity/connect/authorize?${query}`);
    const fields = { userName: `user-${person.id}`, password };
    const { location: change = '' } = await visitor.submit(signIn, fields);
    assert.match(change, /^\/identity\/web\/change-password\?/);
    const [newPassword, repeatPassword] = ['patr0nu5-account', 'patr0nu5-account'];
    const changed = await visitor.submit(change, { newPassword, repeatPassword });
    const { location: consent = '' } = await visitor.get(changed.location ?? assert.fail(changed.html));
    assert.match(consent, /\/web\/consent\?/);
    const { location: end = '' } = await visitor.submit(consent, { decision: 'allow' });
    const { location: app = '' } = await visitor.get(end);
    assert.ok(new URL(app).searchParams.get('code'), app);
  });
});
