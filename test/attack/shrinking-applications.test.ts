import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { BrowserSession } from '../../src/token/browser/session.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { nowhere, openPages, signInAs } from '../support/sign-in.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// An administrator takes something from an application that turned out to be dangerous, and somebody has kept what it was
// given before.

let pages: TokenService;
let account: Account;
let administrator: string;
let session: BrowserSession;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  administrator = await userToken(running, await createAccount(running, null, { isAdministrator: true }), inPerson);
  const browser = new Browser(running.url);
  await signInAs(pages, browser, running, account, { url: new URL('/identity/web/login', running.url) });
  session = (await pages.sessions.current(browser.exchange('/').request)) ?? assert.fail();
});
const api = apiOf(gatehouse, () => administrator);

const scopes = [
  { name: 'PM.User', type: 'user' },
  { name: 'OR.Folders', type: 'both' },
] as const;
const scope = 'openid offline_access PM.User OR.Folders';
const narrowed = { scopes: [{ name: 'OR.Folders', type: 3 }] };
/** The application goes on for itself. */
const forNoPerson = { scopes: [{ name: 'OR.Folders', type: 2 }] };

const newParty = (isConfidential = true) =>
  createRelyingParty(gatehouse, pages, { isConfidential, scopes: isConfidential ? scopes : scopes.slice(0, 1) });

async function change({ client }: RelyingParty, what: object): Promise<void> {
  const { status, text } = await api('PUT', `/api/ExternalClient/${world.organization.id}/${client.id}`, what);
  assert.equal(status, 200, text);
}

async function codeOf(party: RelyingParty, asked = scope): Promise<string> {
  return (await party.approve(account, { scope: asked })).searchParams.get('code') ?? assert.fail();
}

const redeem = (party: RelyingParty, code: string) =>
  party.exchange({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier });
const renew = (party: RelyingParty, refresh_token: string) =>
  party.exchange({ grant_type: 'refresh_token', refresh_token });
const askDevice = async ({ client }: RelyingParty) =>
  (await postForm(gatehouse, '/identity/connect/deviceauthorization', { ...asClient(client), scope })).json;
const poll = (party: RelyingParty, device_code: string) =>
  party.exchange({ grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code });

describe('an application that has lost the address to which a code went', () => {
  it('gets nothing for the code, with a secret or without', async () => {
    for (const isConfidential of [true, false]) {
      const party = await newParty(isConfidential);
      const code = await codeOf(party, 'openid offline_access PM.User');
      await change(party, { redirectUri: 'https://elsewhere.example.test/' });
      const { status, json } = await redeem(party, code);
      assert.deepEqual([status, json.error], [400, 'invalid_grant']);
    }
  });

  it('gets its tokens when another address was added only', async () => {
    const party = await newParty();
    const code = await codeOf(party);
    await change(party, { redirectUri: `${redirectUri},https://elsewhere.example.test/` });
    assert.equal((await redeem(party, code)).status, 200);
  });
});

describe('an application that has lost all scopes for people', () => {
  it('gets nothing for a code, a refresh token or an answered device, and so no token of a person', async () => {
    const party = await newParty();
    const code = await codeOf(party);
    const { json } = await party.signIn(account, { scope });
    const { device_code, user_code } = await askDevice(party);
    assert.equal(await pages.devices.allow(user_code, session, nowhere), true);
    await change(party, forNoPerson);
    for (const answer of [
      await redeem(party, code),
      await renew(party, json.refresh_token),
      await poll(party, device_code),
    ])
      assert.deepEqual([answer.status, answer.json.error], [400, 'invalid_grant'], answer.text);
    await change(party, narrowed);
    assert.equal((await renew(party, json.refresh_token)).json.scope, 'openid offline_access OR.Folders');
  });
});

describe('an application that has lost a scope', () => {
  it('has it neither by a code nor by an answered device, and introspection of its refresh token does not tell of it', async () => {
    const party = await newParty();
    const code = await codeOf(party);
    const { device_code, user_code } = await askDevice(party);
    assert.equal(await pages.devices.allow(user_code, session, nowhere), true);
    const { json } = await party.signIn(account, { scope });
    await change(party, narrowed);
    const left = 'openid offline_access OR.Folders';
    assert.equal((await redeem(party, code)).json.scope, left);
    assert.equal((await poll(party, device_code)).json.scope, left);
    const form = { ...asClient(party.client), token: json.refresh_token };
    assert.equal((await postForm(gatehouse, '/identity/connect/introspect', form)).json.scope, left);
  });

  it('is agreed to by nobody for a device that asked before', async () => {
    const party = await newParty();
    const { device_code, user_code } = await askDevice(party);
    await change(party, narrowed);
    assert.equal(await pages.devices.find(user_code, session), undefined);
    assert.equal(await pages.devices.allow(user_code, session, nowhere), false);
    assert.equal((await poll(party, device_code)).json.error, 'authorization_pending');
  });
});
