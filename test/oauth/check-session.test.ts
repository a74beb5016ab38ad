import assert from 'node:assert/strict';
import { webcrypto } from 'node:crypto';
import { describe, it } from 'node:test';
import { runInNewContext } from 'node:vm';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { openPages } from '../support/sign-in.ts';

let pages: TokenService;
let account: Account;
let party: RelyingParty;
let script = '';
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  party = await createRelyingParty(running, pages);
  const { text } = await send(`${running.url}/identity/connect/checksession`);
  script = /<script>(.*)<\/script>/s.exec(text)?.[1] ?? assert.fail();
});

const { origin } = new URL(redirectUri);

/** Runs the script of the page as a frame in which the browser shows these cookies, and asks it. */
function ask(cookie: string, data: string): Promise<string> {
  return new Promise((resolve) => {
    const listen = (_type: string, answer: (event: object) => void) =>
      answer({ data, origin, source: { postMessage: resolve } });
    const page = { document: { cookie }, addEventListener: listen, window: {} };
    runInNewContext(script, { ...page, crypto: webcrypto, TextEncoder, Uint8Array, btoa });
  });
}

const state = (browser: Browser) => `gatehouse.state=${browser.cookie('gatehouse.state') ?? ''}`;

async function signedIn() {
  const browser = new Browser(gatehouse.url);
  const url = await party.approve(account, {}, browser);
  return { browser, message: `${party.client.id} ${url.searchParams.get('session_state')}` };
}

describe('an application that asks whether the session is still the same', () => {
  it('is told that it is, and after signing out and in that it is not', async () => {
    const { browser, message } = await signedIn();
    assert.equal(await ask(`other=1; ${state(browser)}`, message), 'unchanged');
    const { request, response, done } = browser.exchange('/');
    await pages.sessions.end(request, response);
    done();
    assert.equal(await ask(state(browser), message), 'changed');
    await party.approve(account, {}, browser);
    assert.equal(await ask(state(browser), message), 'changed');
  });

  it('is told that nothing can be told where the browser shows the frame no cookie', async () => {
    const { message } = await signedIn();
    for (const cookie of ['', 'other=1', 'gatehouse.state=']) assert.equal(await ask(cookie, message), 'error', cookie);
  });

  it('is told that what it asks is none', async () => {
    const { browser } = await signedIn();
    for (const message of ['', party.client.id, `${party.client.id} x`, `${party.client.id} x.y z`]) {
      assert.equal(await ask(state(browser), message), 'error', message);
    }
  });
});
