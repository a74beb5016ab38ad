import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hostId } from '../../src/directory/organization.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri, relyingParty, verifier } from '../support/code-flow.ts';
import { temporaryFolder } from '../support/folder.ts';
import { type Gatehouse, startGatehouse, useGatehouse } from '../support/gatehouse.ts';
import { postChange, send } from '../support/http.ts';
import { setSetting } from '../support/settings.ts';
import { nowhere, openPages, signInAs } from '../support/sign-in.ts';
import { userToken } from '../support/user-token.ts';

const scope = 'openid offline_access PM.User';
const password = 'al0h0m0ra-account';
let pages: TokenService;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  party = await createRelyingParty(running, pages, { isConfidential: false });
});

async function signIn(person: Account, at = gatehouse, through = pages): Promise<Browser> {
  const browser = new Browser(at.url);
  await signInAs(through, browser, at, person, { url: new URL('/identity/web/login', at.url) });
  return browser;
}
const current = (browser: Browser) => pages.sessions.current(browser.exchange('/').request);
const arrange = (values: object) =>
  gatehouse.db.updateTable('grants').set(values).where('model', '=', 'Session').execute();
const refreshForm = (refresh_token: string) => ({ grant_type: 'refresh_token', refresh_token });
const codeForm = (code: string) => ({
  ...{ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier },
});

const userOf = async (account: Account) => (await gatehouse.store.users.find(account)) ?? assert.fail();

describe('the session of a browser', () => {
  it('names its user, when and from where, and lies in a cookie that scripts cannot read', async () => {
    const person = await createAccount(gatehouse, null);
    const browser = new Browser(gatehouse.url);
    const { request, response } = browser.exchange('/');
    const user = (await gatehouse.store.users.find(person)) ?? assert.fail();
    await pages.sessions.start(request, response, user, {
      at: Date.now(),
      clientIp: '192.0.2.7',
      methods: ['password'],
    });
    const [session] = await pages.sessions.list(person);
    assert.equal(session?.clientIp, '192.0.2.7');
    assert.equal(session?.userAgent, 'Test browser');
    assert.equal(session?.user.id, person.id);
    const [cookie = ''] = [response.getHeader('set-cookie')].flat() as string[];
    assert.match(cookie, /^gatehouse\.session=[\w-]{22}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const rows = await gatehouse.db.selectFrom('grants').selectAll().where('model', '=', 'Session').execute();
    assert.ok(!JSON.stringify(rows).includes(cookie.slice(18, 61)));
  });

  it('behind TLS the cookie is bound to this host and to TLS, whatever the connection behind the proxy is', async () => {
    const tls = await startGatehouse({ 'external-url': 'https://id.example.test' });
    try {
      const query = `response_type=code&client_id=${party.client.id}`;
      const answer = await fetch(`${tls.url}/identity/connect/authorize?${query}`, { redirect: 'manual' });
      assert.match(answer.headers.get('location') ?? '', /^https:\/\/id\.example\.test\/identity\/web\//);
      const other = await createRelyingParty(tls, pages, { isConfidential: false });
      const start = await fetch(
        `${tls.url}/identity/connect/authorize?${new URLSearchParams({
          ...{ response_type: 'code', client_id: other.client.id, redirect_uri: redirectUri, scope: 'openid' },
          ...{ code_challenge: 'x'.repeat(43), code_challenge_method: 'S256' },
        })}`,
        { redirect: 'manual', headers: { 'x-forwarded-host': 'evil.test', 'x-forwarded-proto': 'http' } },
      );
      assert.match(start.headers.get('location') ?? '', /^https:\/\/id\.example\.test\/identity\/web\/login/);
      const cookies = start.headers.getSetCookie();
      assert.equal(cookies.length, 1);
      for (const cookie of cookies) {
        assert.match(cookie, /^__Host-gatehouse\.interaction=/);
        assert.match(cookie, /; secure/i);
        assert.match(cookie, /; httponly/i);
        assert.match(cookie, /; samesite=lax/i);
      }
    } finally {
      await tls.stop();
    }
  });

  it('ends in this browser by signing out, and by name from another', async () => {
    const person = await createAccount(gatehouse, null);
    const [one, two] = [await signIn(person), await signIn(person)];
    const { request, response, done } = one.exchange('/');
    await pages.sessions.end(request, response);
    done();
    assert.equal(await current(one), undefined);
    const session = (await current(two)) ?? assert.fail();
    const other = await createAccount(gatehouse, null);
    assert.equal(await pages.sessions.endOne(await userOf(other), session.id, nowhere), false);
    assert.equal(await pages.sessions.endOne(await userOf(person), session.id, nowhere), true);
    assert.equal(await current(two), undefined);
    assert.deepEqual(await pages.sessions.list(person), []);
  });

  it('is over after ten hours without use, and sooner where the organization wants it', async () => {
    const person = await createAccount(gatehouse, null);
    const browser = await signIn(person);
    await using _enabled = await setSetting(gatehouse, 'Auth.Session.IdleTimeoutEnabled', 'true');
    await using _minutes = await setSetting(gatehouse, 'Auth.Session.IdleTimeoutMinutes', '5');
    assert.ok(await current(browser));
    const row = await gatehouse.db
      .selectFrom('grants')
      .selectAll()
      .where('account_id', '=', person.accountId)
      .where('model', '=', 'Session')
      .executeTakeFirstOrThrow();
    const payload = JSON.stringify({ ...JSON.parse(row.payload), lastSeenAt: Date.now() - 5 * 60_000 });
    await gatehouse.db.updateTable('grants').set({ payload }).where('id', '=', row.id).execute();
    assert.equal(await current(browser), undefined);
    const other = await signIn(person);
    await arrange({ expires_at: Date.now() });
    assert.equal(await current(other), undefined);
  });

  it('goes on while it is used, also where a minute without use ends it', async () => {
    const person = await createAccount(gatehouse, null);
    const browser = await signIn(person);
    await using _enabled = await setSetting(gatehouse, 'Auth.Session.IdleTimeoutEnabled', 'true');
    await using _minutes = await setSetting(gatehouse, 'Auth.Session.IdleTimeoutMinutes', '1');
    const sessions = gatehouse.db
      .selectFrom('grants')
      .selectAll()
      .where('account_id', '=', person.accountId)
      .where('model', '=', 'Session');
    const passes = async (seconds: number) => {
      const { id, payload: before } = await sessions.executeTakeFirstOrThrow();
      const session = JSON.parse(before);
      const payload = JSON.stringify({ ...session, lastSeenAt: session.lastSeenAt - seconds * 1000 });
      await gatehouse.db.updateTable('grants').set({ payload }).where('id', '=', id).execute();
    };
    for (const seconds of [40, 40, 50, 5, 50]) {
      await passes(seconds);
      assert.ok(await current(browser), `used ${seconds} seconds ago`);
    }
    await passes(60);
    assert.equal(await current(browser), undefined);
  });

  it('is over after its days however much it is used, and its owner is told when', async () => {
    const person = await createAccount(gatehouse, null);
    const browser = await signIn(person);
    const session = (await current(browser)) ?? assert.fail();
    const day = 24 * 60 * 60_000;
    assert.equal(session.endsAt, session.signedInAt + 30 * day);
    const signedIn = async (msAgo: number) => {
      const row = await gatehouse.db
        .selectFrom('grants')
        .selectAll()
        .where('account_id', '=', person.accountId)
        .where('model', '=', 'Session')
        .executeTakeFirstOrThrow();
      // Used a minute ago and more, so that it is written anew when it is used.
      const [loginTs, lastSeenAt] = [Math.floor((Date.now() - msAgo) / 1000), Date.now() - 61_000];
      const payload = JSON.stringify({ ...JSON.parse(row.payload), loginTs, lastSeenAt });
      await gatehouse.db.updateTable('grants').set({ payload }).where('id', '=', row.id).execute();
      return { id: row.id, loginTs };
    };
    const { id, loginTs } = await signedIn(30 * day - 60 * 60_000);
    assert.ok(await current(browser));
    const { expires_at } = await gatehouse.db
      .selectFrom('grants')
      .select('expires_at')
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    assert.equal(expires_at, loginTs * 1000 + 30 * day, 'its use has not prolonged it');
    await signedIn(30 * day);
    assert.equal(await current(browser), undefined);
    assert.equal((await party.authorize({}, browser)).url.pathname, '/identity/web/login');
  });

  it('is the only one of its user where the organization wants that', async () => {
    const person = await createAccount(gatehouse, null);
    const before = await signIn(person);
    await using _limited = await setSetting(gatehouse, 'Auth.Session.LimitConcurrentSessions', 'true');
    const after = await signIn(person);
    assert.equal(await current(before), undefined);
    assert.ok(await current(after));
  });

  it('is dead once its user is switched off or deleted', async () => {
    for (const values of [{ is_active: 0 as const }, { deleted_at: 1 }]) {
      const person = await createAccount(gatehouse, null);
      const browser = await signIn(person);
      await gatehouse.db.updateTable('users').set(values).where('id', '=', person.id).execute();
      assert.equal(await current(browser), undefined);
      assert.equal((await party.authorize({}, browser)).url.pathname, '/identity/web/login');
    }
  });

  it('is ended by an administrator with a new password or a break of the account, and by the host for everybody', async () => {
    const person = await createAccount(gatehouse, password);
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const host = await createAccount(gatehouse, null, { organizationId: hostId, isAdministrator: true });
    const [own, hosts] = [
      await userToken(gatehouse, administrator, ['PM.User']),
      await userToken(gatehouse, host, ['PM.Partition']),
    ];
    const user = `/api/User/${person.id}`;
    const organization = `/api/Partition/${person.organizationId}`;
    for (const [bearer, path, bodies] of [
      [own, user, [{ password: 'patr0nu5-account' }]],
      [own, user, [{ isActive: false }, { isActive: true }]],
      [hosts, organization, [{ isActive: false }, { isActive: true }]],
    ] as const) {
      const browser = await signIn(person);
      assert.ok(await current(browser));
      for (const body of bodies) assert.equal((await apiOf(gatehouse, () => bearer)('PUT', path, body)).status, 200);
      assert.equal(await current(browser), undefined, JSON.stringify(bodies));
    }
  });

  it('that was begun with a password from before the change is dead from the beginning', async () => {
    const person = await createAccount(gatehouse, null);
    const browser = new Browser(gatehouse.url);
    const user = (await gatehouse.store.users.find(person)) ?? assert.fail();
    await gatehouse.store.users.revokeTokens(person, Date.now());
    const { request, response, done } = browser.exchange('/');
    await pages.sessions.start(request, response, user, { at: Date.now(), clientIp: null, methods: ['password'] });
    done();
    assert.equal(await current(browser), undefined);
  });
});

/** One of each kind of what a sign-in leaves behind. */
async function oneOfEach(person: Account) {
  const browser = await signIn(person);
  const { json } = await party.signIn(person, { scope }, browser);
  const code = (await party.approve(person, { scope }, browser)).searchParams.get('code') ?? '';
  const fields = new URLSearchParams({ client_id: party.client.id, scope });
  const device = await send(`${gatehouse.url}/identity/connect/deviceauthorization`, { method: 'POST', body: fields });
  const session = (await current(browser)) ?? assert.fail();
  assert.equal(await pages.devices.allow(device.json.user_code, session, nowhere), true);
  return { browser, tokens: json, code, deviceCode: String(device.json.device_code) };
}

async function assertAllEnded({ browser, tokens, code, deviceCode }: Awaited<ReturnType<typeof oneOfEach>>) {
  assert.equal(await current(browser), undefined, 'the session');
  assert.equal((await party.authorize({ prompt: 'none' }, browser)).url.searchParams.get('error'), 'login_required');
  assert.equal(
    (await party.exchange(refreshForm(tokens.refresh_token))).json.error,
    'invalid_grant',
    'the refresh token',
  );
  assert.equal((await party.exchange(codeForm(code))).json.error, 'invalid_grant', 'the code');
  const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
  assert.equal(
    (await party.exchange({ grant_type, device_code: deviceCode })).json.error,
    'invalid_grant',
    'the device',
  );
  const headers = { authorization: `Bearer ${tokens.access_token}` };
  assert.equal((await send(`${gatehouse.url}/identity/connect/userinfo`, { headers })).status, 401, 'the access token');
}

describe('everything of a person', () => {
  it('ends with a change of the password', async () => {
    const person = await createAccount(gatehouse, password);
    const held = await oneOfEach(person);
    const options = { bearer: String(held.tokens.access_token), userId: person.id };
    const body = { oldPassword: password, newPassword: 'patr0nu5-account' };
    assert.equal((await postChange(gatehouse, options, body)).status, 200);
    await assertAllEnded(held);
  });

  it('ends with signing out everywhere, and nobody else loses anything', async () => {
    const [person, other] = [await createAccount(gatehouse, null), await createAccount(gatehouse, null)];
    const held = await oneOfEach(person);
    const browser = await signIn(other);
    const ended = await pages.sessions.endAll(await userOf(person), nowhere);
    assert.equal(ended.sessions, 1);
    await assertAllEnded(held);
    assert.ok(await current(browser));
  });
});

describe('a restart', () => {
  it('loses no session, no code and no refresh token', async () => {
    await using folder = await temporaryFolder();
    const first = await startGatehouse({ data: folder.path });
    const person = await createAccount(first, null);
    const firstPages = await openPages(first);
    const app = await createRelyingParty(first, firstPages, { isConfidential: false });
    const browser = await signIn(person, first, firstPages);
    const { json } = await app.signIn(person, { scope }, browser);
    const code = (await app.approve(person, { scope }, browser)).searchParams.get('code') ?? '';
    const pending = await app.authorize({}, new Browser(first.url));
    assert.equal(pending.url.pathname, '/identity/web/login');
    await first.stop();

    const again: Gatehouse = await startGatehouse({ data: folder.path, port: new URL(first.url).port });
    try {
      const same = relyingParty(again, await openPages(again), app.client);
      assert.ok((await same.authorize({ scope }, browser)).url.searchParams.get('code'), 'the session');
      assert.equal((await same.exchange(codeForm(code))).status, 200, 'the code');
      assert.equal((await same.exchange(refreshForm(json.refresh_token))).status, 200, 'the refresh token');
    } finally {
      await again.stop();
    }
  });
});
