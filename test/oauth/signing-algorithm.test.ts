import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { type BackChannel, openBackChannel } from '../support/back-channel.ts';
import { Browser } from '../support/browser.ts';
import { createRelyingParty, type RelyingParty } from '../support/code-flow.ts';
import { runCommand } from '../support/command.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { openPages } from '../support/sign-in.ts';
import { storeFlags } from '../support/store.ts';

const algorithm = { 'signing-algorithm': 'ES256' };
let pages: TokenService;
let account: Account;
let party: RelyingParty;
let channel: BackChannel;
let earlier = '';
const gatehouse = useGatehouse(
  async (running) => {
    earlier = await token(running, 'PM.User');
    const { data } = running.config;
    const flags = Object.entries({ data, ...algorithm, ...(await storeFlags(data)) });
    const place = flags.flatMap(([name, value]) => [`--${name}`, value]);
    const { code, stderr } = await runCommand(['keys', 'rotate', '--compromised', ...place]);
    assert.equal(code, 0, stderr);
    pages = await openPages(running);
    account = await createAccount(running, null);
    channel = await openBackChannel();
    party = await createRelyingParty(running, pages, {
      scopes: ['PM.User', 'offline_access'].map((name) => ({ name, type: 'user' as const })),
      backchannelLogoutUri: channel.uri,
    });
  },
  { ...algorithm, 'outgoing-private-addresses': '127.0.0.1' },
);
after(() => channel[Symbol.asyncDispose]());

const scope = 'openid PM.User offline_access';
const document = '/identity/.well-known/openid-configuration';
const read = (bearer: string) => apiOf(gatehouse, () => bearer)('GET', `/api/User/${account.id}`);

/** As a library does it that knows nothing but the documents of the server. */
async function verified(text: string) {
  const { json } = await send(`${gatehouse.url}${document}`);
  const { issuer, id_token_signing_alg_values_supported: algorithms } = json;
  return await jwtVerify(text, createRemoteJWKSet(new URL(json.jwks_uri)), { issuer, algorithms });
}

describe('a server that signs with ES256', () => {
  it('says so in its documents', async () => {
    const { json } = await send(`${gatehouse.url}${document}`);
    assert.deepEqual(json.id_token_signing_alg_values_supported, ['ES256']);
    const { json: set } = await send(json.jwks_uri);
    assert.equal(set.keys.length, 1);
    const { kty, crv, alg, use, d } = set.keys[0];
    assert.deepEqual([kty, crv, alg, use, d], ['EC', 'P-256', 'ES256', 'sig', undefined]);
  });

  it('signs every kind of token so, and accepts its own', async () => {
    const bearer = await token(gatehouse, 'PM.User');
    const { json } = await party.signIn(account, { scope });
    const { json: renewed } = await party.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    for (const text of [bearer, json.access_token, json.id_token, renewed.access_token, renewed.id_token]) {
      assert.equal((await verified(text)).protectedHeader.alg, 'ES256');
    }
    for (const access of [bearer, json.access_token, renewed.access_token]) {
      assert.equal((await read(access)).status, 200);
    }
  });

  it('takes its ID token as a hint, and tells the application of the end of the session', async () => {
    const browser = new Browser(gatehouse.url);
    const { json } = await party.signIn(account, { scope }, browser);
    await browser.visit(`/identity/connect/endsession?id_token_hint=${json.id_token}`);
    const { payload, protectedHeader } = await verified(await channel.next(account.id));
    assert.deepEqual([protectedHeader.alg, protectedHeader.typ], ['ES256', 'logout+jwt']);
    assert.equal(payload.sub, account.id);
  });

  it('refuses what an earlier key has signed once that is gone', async () => {
    assert.equal(decodeProtectedHeader(earlier).alg, 'RS256');
    assert.equal((await read(earlier)).status, 401);
  });
});
