import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as client from 'openid-client';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { agree, openPages } from '../support/sign-in.ts';

let pages: TokenService;
let account: Account;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
});
const redirectUri = 'https://app.example.test/callback';
const scopes = [
  { name: 'PM.User', type: 'user' },
  { name: 'PM.Group.Read', type: 'application' },
] as const;

describe('a relying party written with openid-client', () => {
  it('signs a person in with PKCE, and gets an ID token, an access token and a refresh token', async () => {
    const { id } = await createApplication(gatehouse, { isConfidential: false, redirectUris: [redirectUri], scopes });
    const config = await client.discovery(new URL(`${gatehouse.url}/identity`), id, undefined, client.None(), {
      execute: [client.allowInsecureRequests],
    });
    const verifier = client.randomPKCECodeVerifier();
    const [state, nonce] = [client.randomState(), client.randomNonce()];
    const start = client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri,
      scope: 'openid profile email offline_access PM.User',
      code_challenge: await client.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      nonce,
    });
    const browser = new Browser(gatehouse.url);
    const { url } = await agree(pages, browser, gatehouse, account, await browser.visit(start));
    assert.equal(`${url.origin}${url.pathname}`, redirectUri);
    const tokens = await client.authorizationCodeGrant(config, url, {
      pkceCodeVerifier: verifier,
      expectedState: state,
      expectedNonce: nonce,
      idTokenExpected: true,
    });
    assert.equal(tokens.claims()?.sub, account.id);
    assert.equal(tokens.scope, 'openid profile email offline_access PM.User');
    const info = await client.fetchUserInfo(config, tokens.access_token, account.id);
    assert.equal(info.sub, account.id);
    const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token ?? '');
    assert.ok(refreshed.refresh_token && refreshed.refresh_token !== tokens.refresh_token);
  });
});
