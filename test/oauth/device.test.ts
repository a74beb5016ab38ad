import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import * as oauth from 'oauth4webapi';
import { hashOfHandle } from '../../src/directory/handle.ts';
import type { BrowserSession } from '../../src/token/browser/session.ts';
import { openInstallationKey } from '../../src/token/keys/installation-key.ts';
import { createSealer } from '../../src/token/keys/sealer.ts';
import { newDeviceCode } from '../../src/token/provider/device-code.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty } from '../support/code-flow.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { nowhere, openPages, signInAs } from '../support/sign-in.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';

let pages: TokenService;
let account: Account;
let party: RelyingParty;
let session: BrowserSession;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  party = await createRelyingParty(running, pages, { isConfidential: false, redirectUris: [] });
  session = await sessionOf(running, account);
});

const grant_type = 'urn:ietf:params:oauth:grant-type:device_code';
const path = '/identity/connect/deviceauthorization';

async function sessionOf(running: Gatehouse, person: Account): Promise<BrowserSession> {
  const browser = new Browser(running.url);
  await signInAs(pages, browser, running, person, { url: new URL('/identity/web/login', running.url) });
  return (await pages.sessions.current(browser.exchange('/').request)) ?? assert.fail();
}

const ask = async (scope = 'openid offline_access PM.User') =>
  (await postForm(gatehouse, path, { ...asClient(party.client), scope })).json;
const poll = (device_code: string) => party.exchange({ grant_type, device_code });

describe('a device without a browser', () => {
  it('is told a code for the person, and where to type it', async () => {
    const answer = await ask();
    assert.match(answer.user_code, /^[B-DF-HJ-NP-TV-XZ]{4}-[B-DF-HJ-NP-TV-XZ]{4}$/);
    assert.equal(answer.verification_uri, `${gatehouse.url}/identity/web/device`);
    const complete = `${answer.verification_uri}?user_code=${answer.user_code}&organization=${world.organization.id}`;
    assert.equal(answer.verification_uri_complete, complete);
    assert.equal(answer.expires_in, 600);
  });

  it('waits until the person has allowed it, and then gets tokens once', async () => {
    const { device_code, user_code } = await ask();
    assert.equal((await poll(device_code)).json.error, 'authorization_pending');
    const typed = ` ${user_code.toLowerCase().replace('-', ' ')} `;
    const asked = await pages.devices.find(typed, session);
    assert.equal(asked?.application.id, party.client.id);
    assert.deepEqual(asked?.scopes, ['openid', 'offline_access', 'PM.User']);
    assert.equal(await pages.devices.allow(typed, session, nowhere), true);
    const { status, json } = await poll(device_code);
    assert.equal(status, 200);
    assert.equal(json.scope, 'openid offline_access PM.User');
    const refreshed = await party.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    assert.equal(refreshed.status, 200);
    assert.equal((await poll(device_code)).json.error, 'invalid_grant');
  });

  it('is allowed by a code that an earlier version keeps as it is typed', async () => {
    const { device_code, user_code } = await ask();
    const { db } = gatehouse;
    const grantId = hashOfHandle(device_code);
    const signpost = await db
      .selectFrom('user_codes')
      .selectAll()
      .where('grant_id', '=', grantId)
      .executeTakeFirstOrThrow();
    await db.deleteFrom('user_codes').where('grant_id', '=', grantId).execute();
    const kept = { ...signpost, user_code: user_code.replace('-', '') };
    await db.insertInto('user_codes').values(kept).execute();
    assert.ok(await pages.devices.find(user_code, session));
    assert.equal(await pages.devices.allow(user_code, session, nowhere), true);
    assert.equal(await pages.devices.find(user_code, session), undefined);
    assert.equal((await poll(device_code)).status, 200);
  });

  it('is told when the person refuses', async () => {
    const { device_code, user_code } = await ask();
    assert.equal(await pages.devices.deny(user_code, session), true);
    assert.equal((await poll(device_code)).json.error, 'access_denied');
  });

  it('is answered once, by whoever comes first', async () => {
    const { user_code } = await ask();
    const answers = await Promise.all(
      Array.from({ length: 4 }, () => pages.devices.allow(user_code, session, nowhere)),
    );
    assert.equal(answers.filter(Boolean).length, 1);
    assert.equal(await pages.devices.deny(user_code, session), false);
    assert.equal(await pages.devices.find(user_code, session), undefined);
  });

  it('is allowed nothing by a user of another organization', async () => {
    const { device_code, user_code } = await ask();
    const stranger = { ...account, organizationId: world.otherOrganization.id, id: world.otherOrganization.userId };
    assert.equal(await pages.devices.allow(user_code, await sessionOf(gatehouse, stranger), nowhere), false);
    assert.equal((await poll(device_code)).json.error, 'authorization_pending');
  });

  it('gets no more than the application was granted', async () => {
    const { status, json } = await postForm(gatehouse, path, { ...asClient(party.client), scope: 'openid PM.Audit' });
    assert.equal(status, 400);
    assert.equal(json.error, 'invalid_scope');
  });

  it('waits ten minutes and no longer', async () => {
    const { device_code, user_code } = await ask();
    await gatehouse.db
      .updateTable('grants')
      .set({ expires_at: Date.now() })
      .where('model', '=', 'DeviceCode')
      .execute();
    assert.equal(await pages.devices.find(user_code, session), undefined);
    assert.equal(await pages.devices.allow(user_code, session, nowhere), false);
    assert.match((await poll(device_code)).json.error, /expired_token|invalid_grant/);
  });

  it('is told that its time is over, and when it is asked for what never was, that it is none', async () => {
    const file = join(gatehouse.config.data, 'installation.key');
    const sealer = createSealer(openInstallationKey({ configured: undefined, file, isFirstStart: false }));
    const old = newDeviceCode('here', { sealer, now: () => Date.now() - 601_000 });
    assert.equal((await poll(old)).json.error, 'expired_token');
    const fresh = newDeviceCode('here', { sealer, now: Date.now });
    for (const none of [fresh, `${old}x`, old.replace(/\.\d/, '.2'), 'x']) {
      assert.equal((await poll(none)).json.error, 'invalid_grant', none);
    }
  });

  it('is told to slow down when it asks again within five seconds, until the person has answered', async () => {
    const { device_code, user_code, interval } = await ask();
    assert.equal(interval, 5);
    assert.equal((await poll(device_code)).json.error, 'authorization_pending');
    assert.equal((await poll(device_code)).json.error, 'slow_down');
    assert.equal((await poll((await ask()).device_code)).json.error, 'authorization_pending');
    assert.equal(await pages.devices.allow(user_code, session, nowhere), true);
    assert.equal((await poll(device_code)).status, 200);
  });

  it('is found by nobody who has guessed at codes for too long, however they guess, and by everybody else', async () => {
    const { device_code, user_code } = await ask();
    const guesser = await createAccount(gatehouse, 'al0h0m0ra-account');
    const visitor = createVisitor(() => gatehouse.url);
    const login = '/Hogwarts/identity/web/login';
    await visitor.submit(login, { userName: `user-${guesser.id}`, password: 'al0h0m0ra-account' });
    const page = '/identity/web/device';
    const right = await visitor.get(`${page}?user_code=${user_code}`);
    assert.equal(right.status, 200);
    const guess = (index: number) => `BCDF-GHJ${'BCDFGHJKLMNP'[index]}`;
    const linked = await Promise.all([0, 1, 2, 3].map((index) => visitor.get(`${page}?user_code=${guess(index)}`)));
    const typed = [];
    for (let index = 4; index < 12; index += 1) typed.push(await visitor.submit(page, { code: guess(index) }));
    const statuses = [...linked, ...typed].map(({ status }) => status);
    assert.deepEqual(statuses, [...Array(9).fill(400), ...Array(3).fill(429)]);
    const refused = [
      await visitor.get(`${page}?user_code=${user_code}`),
      await visitor.submit(page, { code: user_code }),
      await visitor.submit(page, { code: user_code, decision: 'allow' }),
    ];
    for (const { status, headers, html } of refused) {
      assert.equal(status, 429);
      assert.equal(headers.get('retry-after'), '600');
      assert.match(html, /too many unknown codes/);
    }
    await visitor.submit(page, { code: user_code, decision: 'deny' });
    assert.equal((await poll(device_code)).json.error, 'authorization_pending');
    assert.equal(await pages.devices.allow(user_code, session, nowhere), true);
  });

  it('written with oauth4webapi gets its tokens', async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(`${gatehouse.url}/identity`);
    const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
    const client = { client_id: party.client.id };
    const authentication = oauth.None();
    const parameters = { scope: 'openid PM.User' };
    const waiting = await oauth.processDeviceAuthorizationResponse(
      server,
      client,
      await oauth.deviceAuthorizationRequest(server, client, authentication, parameters, insecure),
    );
    await pages.devices.allow(waiting.user_code, session, nowhere);
    const { device_code } = waiting;
    const answer = await oauth.deviceCodeGrantRequest(server, client, authentication, device_code, insecure);
    const tokens = await oauth.processDeviceCodeResponse(server, client, answer);
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, account.id);
  });
});
