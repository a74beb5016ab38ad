import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { testedStore } from '../../src/store/store.fixture.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { createRelyingParty, type RelyingParty, redirectUri, verifier } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { timePasses } from '../support/grants.ts';
import { type Answer, send } from '../support/http.ts';
import { openPages } from '../support/sign-in.ts';

// Whoever has stolen what a client presents, the client of which has no secret: nothing but what is presented tells the
// two apart.

let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  account = await createAccount(running, null);
  party = await createRelyingParty(running, await openPages(running), { isConfidential: false });
});

const scope = 'openid offline_access PM.User';
const renew = (refresh_token: string) => party.exchange({ grant_type: 'refresh_token', refresh_token });
const isRefused = ({ status, json }: Answer) => status === 400 && json.error === 'invalid_grant';

async function isAccepted({ json }: Answer): Promise<boolean> {
  const headers = { authorization: `Bearer ${json.access_token}` };
  return (await send(`${gatehouse.url}/identity/connect/userinfo`, { headers })).status === 200;
}

describe('the thief of a refresh token', () => {
  it('who repeats a renewal is found out with the next one, whoever of the two comes first', async () => {
    for (const isThiefFirst of [true, false]) {
      const { json } = await party.signIn(account, { scope });
      const client = await renew(json.refresh_token);
      const thief = await renew(json.refresh_token);
      assert.equal(thief.json.refresh_token, client.json.refresh_token);
      const next = await renew((isThiefFirst ? thief : client).json.refresh_token);
      await timePasses(gatehouse, 30); // Neither renews before it has to, which is after most of an hour.
      assert.ok(isRefused(await renew((isThiefFirst ? client : thief).json.refresh_token)));
      for (const answer of [client, thief, next]) assert.equal(await isAccepted(answer), false);
      assert.ok(isRefused(await renew(next.json.refresh_token)));
    }
  });

  it('gets nothing for an older one, whenever it comes', async () => {
    const { json: first } = await party.signIn(account, { scope });
    const { json: second } = await renew(first.refresh_token);
    const third = await renew(second.refresh_token);
    assert.ok(isRefused(await renew(first.refresh_token)));
    assert.equal(await isAccepted(third), false);
    assert.ok(isRefused(await renew(third.json.refresh_token)));
  });

  it('gets nothing by sending many at once, whatever the mixture', async () => {
    const { json: first } = await party.signIn(account, { scope });
    const { json: second } = await renew(first.refresh_token);
    const values = Array.from({ length: 10 }, () => [first.refresh_token, second.refresh_token]).flat();
    const answers = await Promise.all(values.map(renew));
    const alive = new Set(answers.filter(({ status }) => status === 200).map(({ json }) => json.refresh_token));
    // Over several connections all of the first may be read before the second one is used: then the next of them is found out.
    if (testedStore === 'postgres') await renew(first.refresh_token);
    for (const value of alive) assert.ok(isRefused(await renew(value)));
  });

  it('computes no successor from what the store holds of a token that was used', async () => {
    const { json: first } = await party.signIn(account, { scope });
    const { json: second } = await renew(first.refresh_token);
    const rows = await gatehouse.db.selectFrom('grants').selectAll().where('model', '=', 'RefreshToken').execute();
    const text = JSON.stringify(rows);
    for (const value of [first.refresh_token, second.refresh_token]) assert.ok(!text.includes(value));
  });

  it('gets nothing when the person has changed the password meanwhile', async () => {
    const { json } = await party.signIn(account, { scope });
    await renew(json.refresh_token);
    const users = gatehouse.db.updateTable('users').set(({ eb }) => ({ token_epoch: eb('token_epoch', '+', 1) }));
    await users.where('id', '=', account.id).execute();
    assert.ok(isRefused(await renew(json.refresh_token)));
  });
});

describe('the thief of a code', () => {
  const exchange = (code: string, code_verifier = verifier) =>
    party.exchange({ grant_type: 'authorization_code', code, redirect_uri: redirectUri, code_verifier });

  it('who has the verifier as well shares one refresh token with the client, and is found out with it', async () => {
    const code = (await party.approve(account, { scope })).searchParams.get('code') ?? '';
    const [client, thief] = [await exchange(code), await exchange(code)];
    assert.equal(thief.json.refresh_token, client.json.refresh_token);
    const next = await renew(thief.json.refresh_token);
    await timePasses(gatehouse, 30);
    assert.ok(isRefused(await renew(client.json.refresh_token)));
    for (const answer of [client, thief, next]) assert.equal(await isAccepted(answer), false);
  });

  it('who has not gets nothing', async () => {
    const code = (await party.approve(account, { scope })).searchParams.get('code') ?? '';
    const client = await exchange(code);
    assert.ok(isRefused(await exchange(code, 'x'.repeat(43))));
    assert.equal(await isAccepted(client), true);
  });
});
