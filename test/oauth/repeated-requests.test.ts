import assert from 'node:assert/strict';
import { after, before, describe, it, mock } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { timePasses } from '../support/grants.ts';
import { type Answer, send } from '../support/http.ts';
import { openPages } from '../support/sign-in.ts';

// A client that has missed an answer asks again, and two commands of one person may ask at the same instant.

let pages: TokenService;
let account: Account;
let party: RelyingParty;
let confidential: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  party = await createRelyingParty(running, pages, { isConfidential: false });
  confidential = await createRelyingParty(running, pages);
});

const scope = 'openid offline_access PM.User';
const many = <T>(work: () => Promise<T>) => Promise.all(Array.from({ length: 8 }, work));
const successorsIn = (answers: readonly Answer[]) => new Set(answers.map(({ json }) => json.refresh_token));

async function isAccepted({ json }: Answer): Promise<boolean> {
  const headers = { authorization: `Bearer ${json.access_token}` };
  return (await send(`${gatehouse.url}/identity/connect/userinfo`, { headers })).status === 200;
}

/** Repetitions are allowed for seconds, which pass when the test says so, however long the requests take. */
function timeStandsStill(): void {
  before(() => mock.timers.enable({ apis: ['Date'], now: Date.now() }));
  after(() => mock.timers.reset());
}

/** A key of a client, and what proves it for the token endpoint. */
async function createKey() {
  const { publicKey, privateKey } = await generateKeyPair('ES256');
  const jwk = await exportJWK(publicKey);
  return async () => {
    const claims = { htm: 'POST', htu: `${gatehouse.url}/identity/connect/token`, jti: crypto.randomUUID() };
    const proof = new SignJWT({ ...claims, iat: Math.floor(Date.now() / 1000) });
    return { dpop: await proof.setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk }).sign(privateKey) };
  };
}

describe('a renewal that is repeated', () => {
  timeStandsStill();
  const renew = (refresh_token: string, by = party, changes = {}, headers = {}) =>
    by.exchange({ grant_type: 'refresh_token', refresh_token, ...changes }, headers);

  it('is given the same successor for half a minute, with which the sign-in goes on', async () => {
    const first = await party.signIn(account, { scope });
    const missed = await renew(first.json.refresh_token);
    await timePasses(gatehouse, 29);
    const again = await renew(first.json.refresh_token);
    assert.equal(again.status, 200);
    assert.equal(again.json.refresh_token, missed.json.refresh_token);
    for (const answer of [first, missed, again]) assert.equal(await isAccepted(answer), true);
    assert.equal((await renew(again.json.refresh_token)).status, 200);
  });

  it('has one successor also when many ask at the same instant', async () => {
    const { json } = await party.signIn(account, { scope });
    const answers = await many(() => renew(json.refresh_token));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(successorsIn(answers).size, 1);
    const { grant_id } = JSON.parse(Buffer.from(json.access_token.split('.')[1], 'base64url').toString());
    const tokens = gatehouse.db.selectFrom('grants').select('id').where('model', '=', 'RefreshToken');
    const unused = await tokens.where('grant_id', '=', grant_id).where('consumed_at', 'is', null).execute();
    assert.equal(unused.length, 1);
  });

  it('may ask for other scopes of the same token', async () => {
    const { json } = await party.signIn(account, { scope });
    const missed = await renew(json.refresh_token);
    const again = await renew(json.refresh_token, party, { scope: 'PM.User' });
    assert.equal(again.json.scope, 'PM.User');
    assert.equal(again.json.refresh_token, missed.json.refresh_token);
    assert.equal((await renew(again.json.refresh_token)).json.scope, scope);
  });

  it('ends everything when half a minute is over', async () => {
    const { json } = await party.signIn(account, { scope });
    const next = await renew(json.refresh_token);
    await timePasses(gatehouse, 30);
    assert.equal((await renew(json.refresh_token)).json.error, 'invalid_grant');
    assert.equal((await renew(next.json.refresh_token)).json.error, 'invalid_grant');
    assert.equal(await isAccepted(next), false);
  });

  it('ends everything when the successor was used: its answer was not lost', async () => {
    const { json } = await party.signIn(account, { scope });
    const next = await renew((await renew(json.refresh_token)).json.refresh_token);
    assert.equal((await renew(json.refresh_token)).json.error, 'invalid_grant');
    assert.equal(await isAccepted(next), false);
  });

  it('ends everything when it proves another key, or none', async () => {
    const [key, other] = [await createKey(), await createKey()];
    for (const proof of [other, async () => ({})]) {
      const { json } = await confidential.signIn(account, { scope });
      const next = await renew(json.refresh_token, confidential, {}, await key());
      const again = await renew(json.refresh_token, confidential, {}, await key());
      assert.equal(again.json.refresh_token, next.json.refresh_token);
      const stolen = await renew(json.refresh_token, confidential, {}, await proof());
      assert.equal(stolen.json.error, 'invalid_grant');
      assert.equal((await renew(next.json.refresh_token, confidential, {}, await key())).status, 400);
    }
  });

  it('is of the same client: another is refused, and ends nothing', async () => {
    const { json } = await party.signIn(account, { scope });
    const missed = await renew(json.refresh_token);
    const other = await createRelyingParty(gatehouse, pages, { isConfidential: false });
    assert.equal((await renew(json.refresh_token, other)).json.error, 'invalid_grant');
    assert.equal((await renew(missed.json.refresh_token)).status, 200);
  });
});

describe('an exchange of a code that is repeated', () => {
  timeStandsStill();
  const codeOf = async (by = party, changes = {}) =>
    (await by.approve(account, { scope, ...changes })).searchParams.get('code') ?? '';
  const exchange = (code: string, by = party, changes = {}, headers = {}) =>
    by.exchange(
      { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier, ...changes },
      headers,
    );

  it('is given the same refresh token for five seconds, with which the sign-in goes on', async () => {
    for (const by of [party, confidential]) {
      const code = await codeOf(by);
      const missed = await exchange(code, by);
      await timePasses(gatehouse, 4);
      const again = await exchange(code, by);
      assert.equal(again.status, 200);
      assert.equal(again.json.refresh_token, missed.json.refresh_token);
      for (const answer of [missed, again]) assert.equal(await isAccepted(answer), true);
      const renewal = { grant_type: 'refresh_token', refresh_token: again.json.refresh_token };
      assert.equal((await by.exchange(renewal)).status, 200);
    }
  });

  it('has one refresh token also when many ask at the same instant', async () => {
    const code = await codeOf();
    const answers = await many(() => exchange(code));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(successorsIn(answers).size, 1);
  });

  it('goes on although the server ended between the use of the code and the tokens', async () => {
    const code = await codeOf();
    const missed = await exchange(code);
    await gatehouse.db.deleteFrom('grants').where('model', '=', 'RefreshToken').execute();
    assert.equal((await exchange(code)).json.refresh_token, missed.json.refresh_token);
  });

  it('ends everything when five seconds are over, or when the refresh token was used', async () => {
    const late = await codeOf();
    const first = await exchange(late);
    await timePasses(gatehouse, 5);
    assert.equal((await exchange(late)).json.error, 'invalid_grant');
    assert.equal(await isAccepted(first), false);
    const used = await codeOf();
    const { json } = await exchange(used);
    const next = await party.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    assert.equal((await exchange(used)).json.error, 'invalid_grant');
    assert.equal(await isAccepted(next), false);
  });

  it('ends everything when it proves another key', async () => {
    const [key, other] = [await createKey(), await createKey()];
    const code = await codeOf(confidential);
    const first = await exchange(code, confidential, {}, await key());
    const again = await exchange(code, confidential, {}, await key());
    assert.equal(again.json.refresh_token, first.json.refresh_token);
    assert.equal((await exchange(code, confidential, {}, await other())).json.error, 'invalid_grant');
    const renewal = { grant_type: 'refresh_token', refresh_token: first.json.refresh_token };
    assert.equal((await confidential.exchange(renewal)).status, 400);
  });

  it('has to prove where it comes from: without a challenge, a code is good once', async () => {
    const code = await codeOf(confidential, { code_challenge: '', code_challenge_method: '' });
    const first = await exchange(code, confidential, { code_verifier: '' });
    assert.equal(first.status, 200);
    assert.equal((await exchange(code, confidential, { code_verifier: '' })).json.error, 'invalid_grant');
    assert.equal(await isAccepted(first), false);
  });

  it('with another verifier is refused, and ends nothing', async () => {
    const code = await codeOf();
    const first = await exchange(code);
    assert.equal((await exchange(code, party, { code_verifier: 'x'.repeat(43) })).json.error, 'invalid_grant');
    assert.equal(await isAccepted(first), true);
  });
});

describe('where nothing may be repeated', () => {
  let strict: RelyingParty;
  let person: Account;
  useGatehouse(
    async (running) => {
      person = await createAccount(running, null);
      strict = await createRelyingParty(running, await openPages(running), { isConfidential: false });
    },
    { 'refresh-reuse-seconds': '0' },
  );

  it('a second renewal ends everything, at the same instant or later', async () => {
    const { json } = await strict.signIn(person, { scope });
    const renewal = { grant_type: 'refresh_token', refresh_token: json.refresh_token };
    const answers = await many(() => strict.exchange(renewal));
    assert.ok(answers.filter(({ status }) => status === 200).length <= 1);
    assert.equal((await strict.exchange(renewal)).json.error, 'invalid_grant');
  });

  it('a second exchange of a code ends everything', async () => {
    const code = (await strict.approve(person, { scope })).searchParams.get('code') ?? '';
    const form = { grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier: verifier };
    const { json } = await strict.exchange(form);
    assert.equal((await strict.exchange(form)).json.error, 'invalid_grant');
    const renewal = { grant_type: 'refresh_token', refresh_token: json.refresh_token };
    assert.equal((await strict.exchange(renewal)).status, 400);
  });
});
