import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { sql } from 'kysely';
import { grantStore } from '../../src/store/grants.ts';
import { tableNames } from '../../src/store/table-names.ts';
import { waitingLimits } from '../../src/store/waiting-grants.ts';
import { newStoredGrant } from '../../src/token/grant/grant-store.ts';
import { createAccount } from '../support/accounts.ts';
import { Browser } from '../support/browser.ts';
import { challenge, createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { openPages, signInAs } from '../support/sign-in.ts';
import { statementsOf } from '../support/statements.ts';

// What somebody without an account can leave in the store. The networks are told by a proxy.

let party: RelyingParty;
const gatehouse = useGatehouse(
  async (running) => {
    party = await createRelyingParty(running, await openPages(running), { isConfidential: false });
  },
  { 'trusted-proxies': '127.0.0.1,::1', ...noBudgets },
);

const commandLineId = '36dea5b8-e8bb-423d-8e7b-c808df8f1c00';

const from = (ip: string) => ({ 'x-forwarded-for': ip });
const connect = (path: string) => `${gatehouse.url}/identity/connect/${path}`;
const post = (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  send(connect(path), {
    method: 'POST',
    body: new URLSearchParams({ client_id: party.client.id, ...fields }),
    headers,
  });

const asked = { response_type: 'code', redirect_uri: redirectUri, scope: 'openid PM.User', ...challenge };

/** How many rows each table has. */
async function rowsOf(): Promise<Record<string, number>> {
  const counts = [...(await tableNames(gatehouse.db))].map(async (name) => {
    const found = await sql<{ count: number }>`select count(*) as count from ${sql.table(name)}`.execute(gatehouse.db);
    return [name, found.rows[0]?.count ?? 0] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

/** A proof of a key that nobody has ever seen, for a request to the path. */
async function newProof(path: string): Promise<{ dpop: string }> {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const header = { alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) };
  const claims = { htm: 'POST', htu: connect(path), jti: randomUUID(), iat: Math.floor(Date.now() / 1000) };
  return { dpop: await new SignJWT(claims).setProtectedHeader(header).sign(privateKey) };
}

describe('somebody without an account', () => {
  it('leaves nothing in the store by asking and never coming back', async () => {
    const before = await rowsOf();
    const browser = new Browser(gatehouse.url);
    for (let time = 0; time < 20; time += 1) {
      const place = await party.authorize({ state: 'x'.repeat(2048), nonce: randomUUID() }, browser);
      assert.equal(place.url.pathname, '/identity/web/login');
      const body = new URLSearchParams({ client_id: party.client.id, ...asked, login_hint: 'x'.repeat(2048) });
      await browser.visit('/identity/connect/authorize', { method: 'POST', body });
      await browser.visit(`/identity/connect/authorize/callback?ticket=${randomUUID()}`);
      await browser.visit(`/identity/connect/endsession?state=${randomUUID()}`);
      await fetch(
        `${gatehouse.url}/identity/web/login?returnUrl=${encodeURIComponent(place.url.searchParams.get('returnUrl') ?? '')}`,
      );
    }
    assert.deepEqual(await rowsOf(), before);
  });

  it('leaves nothing with proofs of ever new keys, however they are presented', async () => {
    const before = await rowsOf();
    for (const form of [
      { grant_type: 'authorization_code', code: 'x', redirect_uri: redirectUri, code_verifier: verifier },
      { grant_type: 'refresh_token', refresh_token: 'x' },
      { grant_type: 'urn:ietf:params:oauth:grant-type:device_code', device_code: 'x' },
      { grant_type: 'client_credentials' },
    ]) {
      const { status } = await post('token', form, await newProof('token'));
      assert.equal(status, 400, form.grant_type);
    }
    for (const path of ['userinfo', 'introspect', 'revocation']) await post(path, { token: 'x' }, await newProof(path));
    assert.deepEqual(await rowsOf(), before);
  });

  it('leaves no more than a row for a pushed request, one that counts it, and so many for a network', async () => {
    const before = await rowsOf();
    const { status } = await post('par', asked, { ...(await newProof('par')), ...from('192.0.2.7') });
    assert.equal(status, 201);
    const one = { grants: (before.grants ?? 0) + 1, waiting_grants: (before.waiting_grants ?? 0) + 1 };
    assert.deepEqual(await rowsOf(), { ...before, ...one });
    const row = await gatehouse.db
      .selectFrom('grants')
      .select(['requester', 'expires_at'])
      .where('model', '=', 'PushedAuthorizationRequest')
      .executeTakeFirstOrThrow();
    assert.equal(row.requester, 'network 192.0.2.0/24');
    assert.ok((row.expires_at ?? Infinity) <= Date.now() + 60_000);
  });

  it('who asks for codes of devices without end takes nobody else the code away', async () => {
    const pages = await openPages(gatehouse);
    const device = async (ip: string) => (await post('deviceauthorization', { scope: 'PM.User' }, from(ip))).json;
    const honest = await device('203.0.113.7');
    const grants = grantStore(gatehouse.db);
    const flood = { left: 100 };
    for (let n = flood.left; n < waitingLimits.network + 50; n += 1) {
      const key = { organizationId: randomUUID(), model: 'DeviceCode', id: randomUUID() };
      const waiting = newStoredGrant({ ...key, payload: '{}', expiresAt: Date.now() + 60_000 });
      await grants.upsert({ ...waiting, requester: 'network 192.0.2.0/24' });
    }
    const askers = Array.from({ length: 16 }, () => async () => {
      while (flood.left-- > 0) assert.ok((await device(`192.0.2.${flood.left % 250}`)).user_code);
    });
    const { statements } = await statementsOf(() => Promise.all(askers.map((ask) => ask())));
    const ended = statements.filter((text) => /^delete from "waiting_grants" .* limit /.test(text));
    assert.ok(ended.length > 0);
    // Where Citus divides the rows by it, that asks one place, and otherwise all of them.
    for (const text of ended) assert.match(text, /\) and "requester" = \S+ returning/);
    const { length } = await gatehouse.db.selectFrom('grants').select('id').where('model', '=', 'DeviceCode').execute();
    assert.equal(length, waitingLimits.network + 1);
    const account = await createAccount(gatehouse, null);
    const browser = new Browser(gatehouse.url);
    await signInAs(pages, browser, gatehouse, account, { url: new URL('/identity/web/login', gatehouse.url) });
    const session = (await pages.sessions.current(browser.exchange('/').request)) ?? assert.fail();
    assert.ok(await pages.devices.find(honest.user_code, session));
  });

  // The last one: that somebody failed to sign in is written some seconds later, and would be in the way of other counts.
  it('leaves no grant with a proof of a new key and a password that is none', async () => {
    const before = await rowsOf();
    const guess = { grant_type: 'password', username: 'nobody', password: 'x', scope: 'PM.User' };
    const { json } = await post('token', { ...guess, client_id: commandLineId }, await newProof('token'));
    assert.equal(json.error, 'invalid_grant');
    assert.equal((await rowsOf()).grants, before.grants);
  });
});
