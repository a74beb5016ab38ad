import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { createIssuers } from '../../src/token/issuers.ts';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { startGatehouse, useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { asClient, createPersonalToken, postForm } from '../support/oauth.ts';
import { agree, openPages } from '../support/sign-in.ts';
import { world } from '../support/world.ts';

let pages: TokenService;
let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  party = await createRelyingParty(running, pages);
});

const endings = ['/identity', '/identity_'] as const;
const insecure = { [oauth.allowInsecureRequests]: true };

/** From the request to the tokens through one prefix, and what the browser brought back. */
async function signInThrough(prefix: string, browser = new Browser(gatehouse.url)) {
  const start = await party.authorize({ scope: 'openid PM.User offline_access' }, browser, prefix);
  const { url } = await agree(pages, browser, gatehouse, account, start);
  const code = url.searchParams.get('code') ?? '';
  const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
  const { json } = await postForm(gatehouse, `${prefix}/connect/token`, { ...asClient(party.client), ...form });
  return { answer: url.searchParams, tokens: json };
}

describe('the issuer', () => {
  for (const prefix of endings) {
    it(`is that of ${prefix} for a client that knows no other address`, async () => {
      const issuer = new URL(`${gatehouse.url}${prefix}`);
      const server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
      assert.equal(server.issuer, issuer.href);
      const metadata = await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' });
      assert.equal((await oauth.processDiscoveryResponse(issuer, metadata)).issuer, issuer.href);
      const { answer, tokens } = await signInThrough(prefix);
      assert.equal(answer.get('iss'), issuer.href);
      assert.equal(decodeJwt(tokens.access_token).iss, issuer.href);
      assert.equal(decodeJwt(tokens.id_token).iss, issuer.href);
      const form = { ...asClient(party.client), grant_type: 'refresh_token', refresh_token: tokens.refresh_token };
      const { json } = await postForm(gatehouse, `${prefix}/connect/token`, form);
      assert.equal(decodeJwt(json.access_token).iss, issuer.href);
      assert.equal(decodeJwt(json.id_token).iss, issuer.href);
    });
  }

  it('is the same whatever organization and tenant stand in front', async () => {
    for (const prefix of ['/Hogwarts/identity_', `/${world.organization.id}/${world.tenant}/IDENTITY_`]) {
      const { json } = await send(`${gatehouse.url}${prefix}/.well-known/openid-configuration`);
      assert.equal(json.issuer, `${gatehouse.url}/identity_`, prefix);
    }
  });

  it('is one whose tokens are taken under every prefix', async () => {
    for (const [own, other] of [endings, endings.toReversed()] as const) {
      const browser = new Browser(gatehouse.url);
      const { tokens } = await signInThrough(own ?? '', browser);
      const headers = { authorization: `Bearer ${tokens.access_token}` };
      assert.equal((await send(`${gatehouse.url}${other}/connect/userinfo`, { headers })).status, 200);
      assert.equal((await send(`${gatehouse.url}${other}/api/User/${account.id}`, { headers })).status, 200);
      const asked = { ...asClient(party.client), token: tokens.access_token };
      const { json } = await postForm(gatehouse, `${other}/connect/introspect`, asked);
      assert.deepEqual([json.active, json.iss], [true, `${gatehouse.url}${own}`]);
      const hint = { id_token_hint: tokens.id_token, prompt: 'none' };
      const { url } = await party.authorize(hint, browser, other);
      assert.ok(url.searchParams.get('code'), url.href);
      await postForm(gatehouse, `${other}/connect/revocation`, asked);
      assert.equal((await send(`${gatehouse.url}${own}/connect/userinfo`, { headers })).status, 401);
      const over = await browser.visit(`${other}/connect/endsession?id_token_hint=${tokens.id_token}`);
      assert.equal(over.url.pathname, `${other}/web/logout`);
      assert.equal(await pages.sessions.current(browser.exchange('/').request), undefined);
    }
  });

  it('of a personal access token that is exchanged is that of the address', async () => {
    const { value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    const exchange = { method: 'POST', headers: { 'content-type': 'application/json' } };
    for (const prefix of endings) {
      const body = JSON.stringify({ token: value });
      const { json } = await send(`${gatehouse.url}${prefix}/api/ReferenceToken/Exchange`, { ...exchange, body });
      assert.equal(decodeJwt(json.accessToken).iss, `${gatehouse.url}${prefix}`);
    }
  });

  it('is one fixed value where the operator wants it, and earlier tokens stay good', async () => {
    for (const path of endings) assert.equal(createIssuers('https://x', path).of('/identity'), `https://x${path}`);
    const fixed = await startGatehouse({ 'issuer-path': '/identity_' });
    try {
      for (const prefix of endings) {
        const { json } = await send(`${fixed.url}${prefix}/.well-known/openid-configuration`);
        assert.equal(json.issuer, `${fixed.url}/identity_`);
      }
      assert.equal(decodeJwt(await token(fixed)).iss, `${fixed.url}/identity_`);
    } finally {
      await fixed.stop();
    }
  });
});
