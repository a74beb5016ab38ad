import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { hostId } from '../../src/directory/organization.ts';
import { sweeps } from '../../src/store/sweeps.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { type BackChannel, openBackChannel } from '../support/back-channel.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { setSetting } from '../support/settings.ts';
import { nowhere, openPages, signInAs } from '../support/sign-in.ts';
import { until } from '../support/until.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const password = 'al0h0m0ra-account';
let pages: TokenService;
let channel: BackChannel;
let party: RelyingParty;
let bearer: string;
const gatehouse = useGatehouse(
  async (running) => {
    pages = await openPages(running);
    channel = await openBackChannel();
    bearer = await token(running, '');
    party = await createRelyingParty(running, pages, { backchannelLogoutUri: channel.uri });
  },
  { 'outgoing-private-addresses': '127.0.0.1' },
);
after(() => channel[Symbol.asyncDispose]());

const api = apiOf(gatehouse, () => bearer);
const person = () => createAccount(gatehouse, password);

/** Signs in to the application; answers the browser and what the ID token says. */
async function signIn(account: Account, to = party, browser = new Browser(gatehouse.url)) {
  const { json } = await to.signIn(account, {}, browser);
  return { browser, idToken: String(json.id_token), sid: String(decodeJwt(String(json.id_token)).sid) };
}
const signInHere = (account: Account, browser: Browser) =>
  signInAs(pages, browser, gatehouse, account, { url: new URL('/identity/web/login', gatehouse.url) });
const endSession = (browser: Browser, fields: Record<string, string>, method = 'GET') => {
  const query = new URLSearchParams(fields);
  const path = '/identity/connect/endsession';
  return method === 'GET' ? browser.visit(`${path}?${query}`) : browser.visit(path, { method, body: query });
};
const userOf = async (account: Account) => (await gatehouse.store.users.find(account)) ?? assert.fail();
const waiting = () => gatehouse.db.selectFrom('logout_notices').selectAll().execute();

describe('a logout token', () => {
  it('is what the specification says, and no nonce', async () => {
    const account = await person();
    const { browser, idToken, sid } = await signIn(account);
    await endSession(browser, { id_token_hint: idToken });
    const keys = createRemoteJWKSet(new URL(`${gatehouse.url}/identity/.well-known/openid-configuration/jwks`));
    const issuer = `${gatehouse.url}/identity`;
    const expected = { issuer, audience: party.client.id, typ: 'logout+jwt', algorithms: ['RS256'] };
    const { payload, protectedHeader } = await jwtVerify(await channel.next(account.id), keys, expected);
    assert.deepEqual(Object.keys(protectedHeader).sort(), ['alg', 'kid', 'typ']);
    const { iat = 0, exp = 0, jti, ...rest } = payload;
    assert.deepEqual(rest, {
      ...{ iss: issuer, aud: party.client.id, sub: account.id, sid },
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
    });
    assert.equal(exp - iat, 120);
    assert.match(jti ?? '', /^[0-9a-f-]{36}$/);
  });

  it('opens nothing here, and is no hint', async () => {
    const account = await person();
    const { browser, idToken } = await signIn(account);
    await endSession(browser, { id_token_hint: idToken });
    const logoutToken = await channel.next(account.id);
    const answer = await send(`${gatehouse.url}/identity/connect/userinfo`, {
      headers: { authorization: `Bearer ${logoutToken}` },
    });
    assert.equal(answer.status, 401);
    const { url } = await endSession(new Browser(gatehouse.url), { id_token_hint: logoutToken });
    assert.equal(url.pathname, '/identity/web/');
  });

  it('names the issuer that the application knows, and no session where the application wants none', async () => {
    const other = await createRelyingParty(gatehouse, pages, {
      ...{ backchannelLogoutUri: channel.uri, backchannelLogoutSessionRequired: false },
    });
    const account = await person();
    const browser = new Browser(gatehouse.url);
    await signInHere(account, browser);
    await other.authorize({ prompt: 'none' }, browser, '/identity_');
    await other.approve(account, {}, browser);
    await pages.sessions.endAll(await userOf(account), nowhere);
    const { sub, sid, iss } = decodeJwt(await channel.next(account.id));
    assert.deepEqual({ sub, sid, iss }, { sub: account.id, sid: undefined, iss: `${gatehouse.url}/identity` });
  });
});

describe('an application that somebody signed in to is told when the session ends', () => {
  /** Every way, by what is done to the account or with the browser. */
  const ways: Record<string, (account: Account, browser: Browser, sid: string) => Promise<unknown>> = {
    'by signing out here': (_account, browser) => {
      const { request, response, done } = browser.exchange('/');
      return pages.sessions.end(request, response).then(done);
    },
    'by ending that session from another browser': async (account, _browser, sid) =>
      assert.ok(await pages.sessions.endOne(await userOf(account), sid, nowhere)),
    'by signing out everywhere': async (account) => pages.sessions.endAll(await userOf(account), nowhere),
    'by a change of the password': async ({ id }) => {
      const body = { oldPassword: password, newPassword: 'patr0nu5-patr0nu5' };
      assert.equal((await api('POST', `/api/User/${id}/changepassword`, body)).status, 200);
    },
    'by deactivation': async ({ id }) => {
      assert.equal((await api('PUT', `/api/User/${id}`, { isActive: false })).status, 200);
    },
    'by deletion': async ({ id }) => {
      assert.equal((await api('DELETE', `/api/User/${id}`)).status, 204);
    },
    'because the organization allows one at a time': async (account) => {
      await using _setting = await setSetting(gatehouse, 'Auth.Session.LimitConcurrentSessions', 'true');
      await signInHere(account, new Browser(gatehouse.url));
    },
    'because somebody else signs in with the browser': async (_account, browser) =>
      await signInHere(await person(), browser),
    'because its time is over': async ({ accountId }) => {
      const session = gatehouse.db.updateTable('grants').where('model', '=', 'Session');
      await session.set({ expires_at: 1 }).where('account_id', '=', accountId).execute();
      for (const sweep of sweeps(gatehouse.db, { loginAttemptDays: 90 })) await sweep(Date.now(), 100);
    },
  };
  for (const [way, end] of Object.entries(ways)) {
    it(way, async () => {
      const account = await person();
      const { browser, sid } = await signIn(account);
      await end(account, browser, sid);
      const told = decodeJwt(await channel.next(account.id));
      assert.deepEqual([told.sub, told.sid], [account.id, sid]);
      await until(async () => !(await waiting()).some(({ subject }) => subject === account.id));
    });
  }

  it('because the organization was deactivated, whose applications get no more tokens themselves', async () => {
    const host = await createAccount(gatehouse, null, { isAdministrator: true, organizationId: hostId });
    const hostBearer = await userToken(gatehouse, host, inPerson);
    const callHost = apiOf(gatehouse, () => hostBearer);
    const setActive = async (isActive: boolean) =>
      assert.equal((await callHost('PUT', `/api/Partition/${world.organization.id}`, { isActive })).status, 200);
    const account = await person();
    const { sid } = await signIn(account);
    await setActive(false);
    try {
      assert.equal(decodeJwt(await channel.next(account.id)).sid, sid);
    } finally {
      await setActive(true);
    }
  });

  it('and only when: another session, another application and a refused sign-in make no difference', async () => {
    await using quiet = await openBackChannel();
    const others = await createRelyingParty(gatehouse, pages, { backchannelLogoutUri: quiet.uri });
    const account = await person();
    const [one, other] = [await signIn(account), await signIn(account)];
    await others.authorize({}, one.browser); // Nobody has agreed.
    await pages.sessions.endOne(await userOf(account), one.sid, nowhere);
    assert.equal(decodeJwt(await channel.next(account.id)).sid, one.sid);
    await pages.sessions.endOne(await userOf(account), other.sid, nowhere);
    assert.equal(decodeJwt(await channel.next(account.id)).sid, other.sid);
    assert.equal(quiet.count(), 0);
  });

  it('and not when the same person signs in again with the browser, but when that is over', async () => {
    const account = await person();
    const { browser, sid } = await signIn(account);
    await signInHere(account, browser);
    const toldNow = (await waiting()).filter(({ subject }) => subject === account.id);
    assert.deepEqual(toldNow, []);
    await pages.sessions.endAll(await userOf(account), nowhere);
    assert.equal(decodeJwt(await channel.next(account.id)).sid, sid);
  });

  it('and no more once it was deleted', async () => {
    const client = await createApplication(gatehouse, {
      redirectUris: [redirectUri],
      backchannelLogoutUri: channel.uri,
    });
    const account = await person();
    const { sid } = await signIn(account);
    const gone = { organization_id: account.organizationId, application_id: client.id, sid, issuer: 'x' };
    await gatehouse.db
      .insertInto('session_applications')
      .values({ ...gone, session_id: sid })
      .execute();
    await gatehouse.db.deleteFrom('applications').where('id', '=', client.id).execute();
    await pages.sessions.endAll(await userOf(account), nowhere);
    assert.equal(decodeJwt(await channel.next(account.id)).aud, party.client.id);
    await until(async () => (await waiting()).length === 0);
  });
});

describe('an application that does not answer as it should', () => {
  const tellOf = async (backchannelLogoutUri: string, place = {}) => {
    const stubborn = await createRelyingParty(gatehouse, pages, { backchannelLogoutUri, ...place });
    const account = await createAccount(gatehouse, null, place);
    await signIn(account, stubborn);
    await pages.sessions.endAll(await userOf(account), nowhere);
    return { application: stubborn.client.id, subject: account.id };
  };
  const logged = async ({ application }: { readonly application: string }) => {
    const line = () => gatehouse.logLines.find((one) => one.application === application);
    await until(() => line() !== undefined);
    const { message, reason } = line() ?? {};
    return { message, reason };
  };

  it('is told again later when it was too busy, and not when it has refused or wants to be told elsewhere', async () => {
    const again = 'application will be told of it again';
    const never = 'application not told of a sign-out';
    for (const [status, message] of [
      [503, again],
      [429, again],
      [400, never],
      [302, never],
    ] as const) {
      await using other = await openBackChannel(() => status);
      assert.deepEqual(await logged(await tellOf(other.uri)), { message, reason: `status ${status}` });
      assert.equal(other.count(), 1);
      await until(async () => (await waiting()).length === (message === again ? 1 : 0)); // The log comes first.
      await gatehouse.db.deleteFrom('logout_notices').execute();
    }
  });

  it('is told after a restart of what was not told before', async () => {
    let isBusy = true;
    await using other = await openBackChannel(() => (isBusy ? 503 : 204));
    const { subject } = await tellOf(other.uri);
    await other.next(subject);
    await until(async () => (await waiting())[0]?.claim === null);
    isBusy = false;
    await gatehouse.db.updateTable('logout_notices').set({ available_at: 0 }).execute();
    await other.next(subject);
    await until(async () => (await waiting()).length === 0);
  });

  it('is not reached at an address that is not public and not allowed', async () => {
    const { message, reason } = await logged(await tellOf('http://127.0.0.2:1/'));
    assert.equal(message, 'application will be told of it again');
    assert.match(String(reason), /^the address 127.0.0.2 is not public/);
    await gatehouse.db.deleteFrom('logout_notices').execute();
  });

  it('keeps no other organization waiting', async () => {
    await using hanging = await openBackChannel(() => new Promise(() => {}));
    const { id: organizationId } = (await gatehouse.store.organizations.find('Default')) ?? assert.fail();
    const { application, subject } = await tellOf(hanging.uri, { organizationId });
    await hanging.next(subject);
    const account = await person();
    await signIn(account);
    await pages.sessions.endAll(await userOf(account), nowhere);
    assert.equal(decodeJwt(await channel.next(account.id)).sub, account.id);
    const claimed = (await waiting()).filter(({ claim }) => claim !== null).map((one) => one.application_id);
    assert.ok(claimed.includes(application), 'it has not given an answer yet');
    await gatehouse.db.deleteFrom('logout_notices').execute();
  });
});

describe('signing out with a form of another site, with which a browser sends no cookies', () => {
  it('ends the session of the ID token', async () => {
    const account = await person();
    const { idToken, sid } = await signIn(account);
    const { url } = await endSession(new Browser(gatehouse.url), { id_token_hint: idToken }, 'POST');
    assert.equal(url.pathname, '/identity/web/logout');
    assert.deepEqual(await pages.sessions.list(account), []);
    assert.equal(decodeJwt(await channel.next(account.id)).sid, sid);
  });

  it('asks on a page of ours when the ID token names none that there is, or there is no ID token', async () => {
    const account = await person();
    const { browser, idToken } = await signIn(account);
    await pages.sessions.endAll(await userOf(account), nowhere);
    await channel.next(account.id);
    await signInHere(account, browser);
    const back = { post_logout_redirect_uri: redirectUri, state: 'bye' };
    for (const hint of [{ id_token_hint: idToken }, { client_id: party.client.id }]) {
      const { url } = await endSession(new Browser(gatehouse.url), { ...hint, ...back }, 'POST');
      assert.equal(url.pathname, '/identity/web/logout');
      assert.deepEqual(Object.fromEntries(url.searchParams), { ...back, client_id: party.client.id });
    }
    assert.equal((await pages.sessions.list(account)).length, 1);
  });
});
