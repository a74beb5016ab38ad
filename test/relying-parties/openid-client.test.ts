import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, it } from 'node:test';
import * as client from 'openid-client';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, redirectUri } from '../support/code-flow.ts';
import { freePort } from '../support/free-port.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { endWithTests } from '../support/process.ts';
import { agree, openPages } from '../support/sign-in.ts';
import { until } from '../support/until.ts';
import { recipe } from './recipe.ts';
import { Visitor } from './visitor.ts';

let pages: TokenService;
let account: Account;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
});

const options = { execute: [client.allowInsecureRequests] };
const scope = 'openid profile email offline_access PM.User';

/** An application that leaves every check to openid-client, under one of the prefixes. */
async function discover(isConfidential: boolean) {
  const { client: registered } = await createRelyingParty(gatehouse, pages, { isConfidential });
  const authentication = registered.secret === null ? client.None() : client.ClientSecretPost(registered.secret);
  const server = new URL(`${gatehouse.url}/identity`);
  return await client.discovery(server, registered.id, undefined, authentication, options);
}

async function signIn(config: client.Configuration, parameters: Record<string, string>, browser: Browser) {
  const start = client.buildAuthorizationUrl(config, { redirect_uri: redirectUri, scope, ...parameters });
  const place = await browser.visit(start);
  return (await agree(pages, browser, gatehouse, account, place)).url;
}

describe('a relying party written with openid-client', () => {
  for (const isConfidential of [false, true]) {
    it(`signs a person in, ${isConfidential ? 'with a secret' : 'without a secret'}`, async () => {
      const config = await discover(isConfidential);
      const pkceCodeVerifier = client.randomPKCECodeVerifier();
      const [expectedState, expectedNonce] = [client.randomState(), client.randomNonce()];
      const code_challenge = await client.calculatePKCECodeChallenge(pkceCodeVerifier);
      const parameters = { code_challenge, code_challenge_method: 'S256', state: expectedState, nonce: expectedNonce };
      const url = await signIn(config, { ...parameters, max_age: '3600' }, new Browser(gatehouse.url));
      const checks = { pkceCodeVerifier, expectedState, expectedNonce, maxAge: 3600, idTokenExpected: true };
      const tokens = await client.authorizationCodeGrant(config, url, checks);
      assert.equal(tokens.claims()?.sub, account.id);
      assert.equal(tokens.scope, scope);
      const info = await client.fetchUserInfo(config, tokens.access_token, account.id);
      assert.equal(info.preferred_username, tokens.claims()?.preferred_username);
      const renewed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
      assert.notEqual(renewed.refresh_token, tokens.refresh_token);
      await client.tokenRevocation(config, renewed.refresh_token ?? '');
      await assert.rejects(client.refreshTokenGrant(config, renewed.refresh_token ?? ''), { error: 'invalid_grant' });
    });
  }

  it('signs the person out', async () => {
    const config = await discover(true);
    const browser = new Browser(gatehouse.url);
    const tokens = await client.authorizationCodeGrant(config, await signIn(config, {}, browser));
    const end = client.buildEndSessionUrl(config, {
      post_logout_redirect_uri: redirectUri,
      id_token_hint: tokens.id_token ?? '',
    });
    assert.equal((await browser.visit(end)).url.href, redirectUri);
    assert.equal(await pages.sessions.current(browser.exchange('/').request), undefined);
  });
});

describe('the application of docs/connect.md', () => {
  it('greets whoever signs in, and signs them out', async () => {
    const port = String(await freePort());
    const site = `http://localhost:${port}`;
    const { id, secret } = await createApplication(gatehouse, {
      ...{ redirectUris: [`${site}/callback`], postLogoutRedirectUris: [`${site}/signed-out`] },
      scopes: [{ name: 'PM.User.Read', type: 'user' }],
    });
    const program = recipe('openid-client', 'js').replaceAll('3000', port);
    const env = {
      PATH: process.env.PATH,
      ISSUER: `${gatehouse.url}/identity`,
      CLIENT_ID: id,
      CLIENT_SECRET: secret ?? '',
    };
    const args = ['--input-type=module', '--eval', program];
    endWithTests(spawn(process.execPath, args, { env, stdio: ['ignore', 'inherit', 'inherit'] }));
    await until(async () => (await fetch(`${site}/signed-out`).catch(() => undefined))?.ok === true);

    const visitor = new Visitor();
    const browser = new Browser(gatehouse.url);
    const start = (await visitor.get(`${site}/`)).location ?? assert.fail('nobody is asked to sign in');
    await visitor.get((await agree(pages, browser, gatehouse, account, await browser.visit(start))).url);
    assert.match((await visitor.get(`${site}/`)).text, new RegExp(`Hello, user-${account.id}`));
    const end = (await visitor.get(`${site}/sign-out`)).location ?? assert.fail('nobody is signed out');
    assert.equal((await browser.visit(end)).url.href, `${site}/signed-out`);
    assert.ok((await visitor.get(`${site}/`)).location);
  });
});
