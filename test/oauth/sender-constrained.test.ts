import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { calculateJwkThumbprint, decodeJwt, exportJWK, generateKeyPair, SignJWT } from 'jose';
import * as oauth from 'oauth4webapi';
import { keyOfUse } from '../../src/token/grant/grant-key.ts';
import { createAccount } from '../support/accounts.ts';
import { createRelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { send } from '../support/http.ts';
import { beginLate, finishLate } from '../support/late-body.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { setSetting } from '../support/settings.ts';
import { until } from '../support/until.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { insecure, useSenders } from './sender-constrained.fixture.ts';

type KeyLike = Awaited<ReturnType<typeof generateKeyPair>>['publicKey'];

const { gatehouse, pages, account, party, server, obtain } = useSenders();

describe('a token that is bound to a key', () => {
  const api = () => `${gatehouse.url}/identity/api/User/${account.id}`;

  async function bound() {
    const keys = await generateKeyPair('ES256');
    const client = { client_id: party.client.id };
    const handle = oauth.DPoP({}, keys);
    return { keys, client, handle, tokens: await obtain(client, oauth.None(), handle) };
  }

  async function proof(
    { publicKey, privateKey }: { publicKey: KeyLike; privateKey: KeyLike },
    token: string,
    changes: Record<string, unknown> = {},
  ) {
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(token));
    const ath = Buffer.from(digest).toString('base64url');
    const claims = { htm: 'GET', htu: api(), jti: crypto.randomUUID(), ath, iat: Math.floor(Date.now() / 1000) };
    return await new SignJWT({ ...claims, ...changes })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: await exportJWK(publicKey) })
      .sign(privateKey);
  }

  /** What is remembered of a proof that was used. */
  async function useOf({ publicKey }: { publicKey: KeyLike }, dpop: string) {
    const thumbprint = await calculateJwkThumbprint(await exportJWK(publicKey));
    const { id } = keyOfUse('Proof', `${thumbprint} ${decodeJwt(dpop).jti}`);
    return await gatehouse.db.selectFrom('grants').select('expires_at').where('id', '=', id).executeTakeFirst();
  }

  const call = async (authorization: string, dpop?: string) =>
    (await send(api(), { headers: { authorization, ...(dpop === undefined ? {} : { dpop }) } })).status;
  const tokenEndpoint = () => `${gatehouse.url}/identity/connect/token`;
  const atTokenEndpoint = (changes: Record<string, unknown> = {}) => ({
    ...{ htm: 'POST', htu: tokenEndpoint(), ath: undefined, ...changes },
  });

  it('opens the API and the user info with a proof of the key', async () => {
    const { keys, client, handle, tokens } = await bound();
    assert.equal(tokens.token_type, 'dpop');
    assert.equal(await call(`DPoP ${tokens.access_token}`, await proof(keys, tokens.access_token)), 200);
    const options = { ...insecure, DPoP: handle };
    const answer = await oauth.userInfoRequest(server, client, tokens.access_token, options);
    const info = await oauth.processUserInfoResponse(server, client, account.id, answer);
    assert.equal(info.sub, account.id);
  });

  it('needs one proof, also where the body of the request comes late', async () => {
    const { keys, tokens } = await bound();
    const { access_token } = tokens;
    const changes = { htm: 'POST', htu: `${gatehouse.url}/identity/api/User/${account.id}/changepassword` };
    const headers = { authorization: `DPoP ${access_token}`, dpop: await proof(keys, access_token, changes) };
    // With the proof, it is refused for what it does not say.
    const begun = await beginLate(changes.htu, headers);
    await until(async () => (await useOf(keys, headers.dpop)) !== undefined);
    assert.equal(await finishLate(begun, {}), 400);
    assert.equal(await finishLate(await beginLate(changes.htu, headers), {}), 401);
  });

  it('is refused with the scheme by which it came', async () => {
    const keys = await generateKeyPair('ES256');
    const challenge = async (path: string, authorization: string, dpop: string) => {
      const answer = await send(`${gatehouse.url}/identity${path}`, { headers: { authorization, dpop } });
      return answer.headers.get('www-authenticate');
    };
    assert.equal(await challenge(`/api/User/${account.id}`, 'DPoP nonsense', 'x'), 'DPoP error="invalid_token"');
    const cnf = { jkt: await calculateJwkThumbprint(await exportJWK(keys.publicKey)) };
    const htu = `${gatehouse.url}/identity/connect/userinfo`;
    const scoped = await userToken(gatehouse, account, ['PM.User'], { cnf });
    assert.equal(
      await challenge('/connect/userinfo', `DPoP ${scoped}`, await proof(keys, scoped, { htu })),
      'DPoP error="insufficient_scope", scope="openid"',
    );
    const free = await userToken(gatehouse, account, ['PM.User']);
    assert.equal(
      await challenge('/connect/userinfo', `DPoP ${free}`, await proof(keys, free, { htu })),
      'DPoP error="invalid_token"',
    );
  });

  it('is asked for a more recent sign-in with that scheme as well', async () => {
    await using _setting = await setSetting(gatehouse, 'Auth.SecondFactor.StepUpApi', 'true');
    const keys = await generateKeyPair('ES256');
    const cnf = { jkt: await calculateJwkThumbprint(await exportJWK(keys.publicKey)) };
    const token = await userToken(gatehouse, account, ['PM.User'], { cnf, signedInAt: Date.now() - 3_600_000 });
    const path = `${gatehouse.url}/identity/api/Account/ChangePassword`;
    const dpop = await proof(keys, token, { htm: 'POST', htu: path });
    const headers = { authorization: `DPoP ${token}`, dpop, 'content-type': 'application/json' };
    const answer = await send(path, { method: 'POST', headers, body: '{}' });
    assert.match(answer.headers.get('www-authenticate') ?? '', /^DPoP error="insufficient_user_authentication", /);
  });

  it('opens nothing without a proof, with a foreign, stale or used one, or one of another request', async () => {
    const { keys, tokens } = await bound();
    const { access_token: token } = tokens;
    const header = `DPoP ${token}`;
    assert.equal(await call(`Bearer ${token}`), 401);
    assert.equal(await call(`Bearer ${token}`, await proof(keys, token)), 401);
    assert.equal(await call(header), 401);
    assert.equal(await call(header, 'x.y.z'), 401);
    assert.equal(await call(header, await proof(await generateKeyPair('ES256'), token)), 401);
    for (const changes of [
      { htm: 'POST' },
      { htu: 'https://evil.test/' },
      { iat: Math.floor(Date.now() / 1000) - 120 },
      { iat: undefined },
      { ath: 'x' },
      { jti: undefined },
    ]) {
      assert.equal(await call(header, await proof(keys, token, changes)), 401, JSON.stringify(changes));
    }
    const once = await proof(keys, token);
    assert.equal(await call(header, once), 200);
    assert.equal(await call(header, once), 401, 'a proof is good once');
  });

  it('a token that is bound to none is not taken as one that is', async () => {
    const keys = await generateKeyPair('ES256');
    const { json } = await party.signIn(account);
    assert.equal(await call(`DPoP ${json.access_token}`, await proof(keys, json.access_token)), 401);
  });

  it('is renewed with a proof of the same key only', async () => {
    const { client, handle, tokens } = await bound();
    const refresh_token = tokens.refresh_token ?? '';
    const bare = await party.exchange({ grant_type: 'refresh_token', refresh_token });
    assert.equal(bare.json.error, 'invalid_grant');
    const options = { ...insecure, DPoP: handle };
    const answer = await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refresh_token, options);
    assert.ok((await oauth.processRefreshTokenResponse(server, client, answer)).access_token);
  });

  it('is given once for each proof, whatever the grant', async () => {
    const keys = await generateKeyPair('ES256');
    const ahead = { iat: Math.floor(Date.now() / 1000) + 50 };
    const dpop = await proof(keys, '', atTokenEndpoint(ahead));
    const codes = [];
    for (let count = 0; count < 4; count += 1) {
      codes.push((await party.approve(account)).searchParams.get('code') ?? '');
    }
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
    const answers = await Promise.all(codes.map((code) => party.exchange({ ...form, code }, { dpop })));
    const given = answers.filter(({ status }) => status === 200);
    assert.equal(given.length, 1);
    assert.equal(given[0]?.json.token_type, 'DPoP');
    const refused = answers.filter(({ status }) => status === 400).map(({ json }) => json.error);
    assert.deepEqual(refused, Array(3).fill('invalid_dpop_proof'));
    const use = (await useOf(keys, dpop)) ?? assert.fail();
    assert.ok(Number(use.expires_at) > (ahead.iat + 60) * 1000, 'it is remembered for as long as it would be good');
  });

  it('is given once for each proof, also where one grant follows another, or one application', async () => {
    const keys = await generateKeyPair('ES256');
    const other = await createRelyingParty(gatehouse, pages, { isConfidential: false });
    const form = { grant_type: 'authorization_code', redirect_uri: redirectUri, code_verifier: verifier };
    const codeFor = async (app: typeof party) =>
      (await app.approve(account, { scope: 'openid offline_access PM.User' })).searchParams.get('code') ?? '';
    const [first, second] = [await proof(keys, '', atTokenEndpoint()), await proof(keys, '', atTokenEndpoint())];
    const given = await party.exchange({ ...form, code: await codeFor(party) }, { dpop: first });
    assert.equal(given.json.token_type, 'DPoP');
    const renewal = { grant_type: 'refresh_token', refresh_token: given.json.refresh_token };
    assert.equal((await party.exchange(renewal, { dpop: first })).json.error, 'invalid_dpop_proof');
    const elsewhere = await other.exchange({ ...form, code: await codeFor(other) }, { dpop: first });
    assert.equal(elsewhere.json.error, 'invalid_dpop_proof');
    assert.equal((await party.exchange(renewal, { dpop: second })).status, 200);
    const again = await party.exchange({ ...form, code: await codeFor(party) }, { dpop: second });
    assert.equal(again.json.error, 'invalid_dpop_proof');
  });

  it('may be that of an application itself', async () => {
    const keys = await generateKeyPair('ES256');
    const scope = 'PM.User';
    const form = { grant_type: 'client_credentials', ...asClient(world.application), scope };
    const ask = async (dpop: string) => await postForm(gatehouse, '/identity/connect/token', form, { dpop });
    const once = await proof(keys, '', atTokenEndpoint());
    const answers = await Promise.all(Array.from({ length: 5 }, () => ask(once)));
    const [given, ...others] = answers.filter(({ status }) => status === 200);
    assert.ok(given);
    assert.deepEqual(others, [], 'a proof is good once');
    const { access_token: token, token_type } = given.json;
    assert.equal(token_type, 'DPoP');
    assert.equal(await call(`DPoP ${token}`, await proof(keys, token)), 200);
    assert.equal(await call(`Bearer ${token}`), 401);
    assert.equal(await call(`DPoP ${token}`, await proof(await generateKeyPair('ES256'), token)), 401);
    for (const changes of [{ htm: 'GET' }, { htu: api() }, { iat: 1 }, { jti: undefined }]) {
      const { status, json } = await ask(await proof(keys, '', atTokenEndpoint(changes)));
      assert.equal(status, 400);
      assert.equal(json.error, 'invalid_dpop_proof', JSON.stringify(changes));
    }
    assert.equal((await ask('x')).json.error, 'invalid_dpop_proof');
  });

  it('may be one that a password was given for', async () => {
    const keys = await generateKeyPair('ES256');
    const person = await createAccount(gatehouse, 'al0h0m0ra-account', { isAdministrator: true });
    const scopes = [{ name: 'PM.User', type: 'user' }] as const;
    const app = await createRelyingParty(gatehouse, pages, { isFirstParty: true, isConfidential: false, scopes });
    const form = {
      ...{ grant_type: 'password', username: `user-${person.id}`, password: 'al0h0m0ra-account' },
      scope: 'PM.User offline_access',
    };
    const { json } = await app.exchange(form, { dpop: await proof(keys, '', atTokenEndpoint()) });
    assert.equal(json.token_type, 'DPoP');
    assert.equal(await call(`DPoP ${json.access_token}`, await proof(keys, json.access_token)), 200);
    const refresh = { grant_type: 'refresh_token', refresh_token: json.refresh_token };
    assert.equal((await app.exchange(refresh)).json.error, 'invalid_grant', 'the refresh token is bound too');
    const renewed = await app.exchange(refresh, { dpop: await proof(keys, '', atTokenEndpoint()) });
    assert.equal(renewed.json.token_type, 'DPoP');
    const stale = await app.exchange(form, { dpop: await proof(keys, '', atTokenEndpoint({ iat: 1 })) });
    assert.equal(stale.json.error, 'invalid_dpop_proof');
  });
});
