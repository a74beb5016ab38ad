import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { TokenService } from '../../src/token/token-service.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { createRelyingParty, type RelyingParty } from '../support/code-flow.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { openPages } from '../support/sign-in.ts';

let pages: TokenService;
let account: Account;
let party: RelyingParty;
const gatehouse = useGatehouse(async (running) => {
  pages = await openPages(running);
  account = await createAccount(running, null);
  party = await createRelyingParty(running, pages, { isConfidential: false });
});

const scope = 'openid offline_access PM.User';
const refresh = (refresh_token: string, changes = {}) =>
  party.exchange({ grant_type: 'refresh_token', refresh_token, ...changes });
const userInfo = async (token: string) => {
  const headers = { authorization: `Bearer ${token}` };
  return (await send(`${gatehouse.url}/identity/connect/userinfo`, { headers })).status;
};

describe('a refresh token', () => {
  it('is for who asked for offline_access', async () => {
    const { json } = await party.signIn(account, { scope: 'openid PM.User' });
    assert.equal(json.refresh_token, undefined);
    assert.ok((await party.signIn(account, { scope })).json.refresh_token);
  });

  it('gives new tokens and a new refresh token each time, also when empty fields come along', async () => {
    let { json } = await party.signIn(account, { scope });
    for (let round = 0; round < 3; round += 1) {
      const answer = await refresh(json.refresh_token, { code: '', scope: '', redirect_uri: '', code_verifier: '' });
      assert.equal(answer.status, 200);
      assert.notEqual(answer.json.refresh_token, json.refresh_token);
      assert.equal(answer.json.expires_in, 3600);
      assert.equal(answer.json.scope, scope);
      assert.equal(await userInfo(answer.json.access_token), 200);
      ({ json } = answer);
    }
  });

  it('lives for 60 days, and its grant a little longer', async () => {
    await party.signIn(account, { scope });
    const latest = async (model: string) => {
      const rows = await gatehouse.db.selectFrom('grants').select('expires_at').where('model', '=', model).execute();
      return Math.max(...rows.map(({ expires_at }) => Number(expires_at)));
    };
    const days = ((await latest('RefreshToken')) - Date.now()) / 86_400_000;
    assert.ok(days > 59.99 && days <= 60, String(days));
    assert.ok((await latest('Grant')) > (await latest('RefreshToken')));
  });

  it('that was spent ends the whole family: the newer refresh tokens and every access token', async () => {
    const { json: first } = await party.signIn(account, { scope });
    const { json: second } = await refresh(first.refresh_token);
    const { json: third } = await refresh(second.refresh_token);
    assert.equal(await userInfo(third.access_token), 200);
    const reuse = await refresh(first.refresh_token);
    assert.equal(reuse.status, 400);
    assert.equal(reuse.json.error, 'invalid_grant');
    assert.equal((await refresh(third.refresh_token)).json.error, 'invalid_grant');
    for (const { access_token } of [first, second, third]) assert.equal(await userInfo(access_token), 401);
  });

  it('leaves other sign-ins of the same person alone when its family ends', async () => {
    const { json: phone } = await party.signIn(account, { scope });
    const { json: laptop } = await party.signIn(account, { scope });
    await refresh(phone.refresh_token);
    await refresh(phone.refresh_token);
    assert.equal((await refresh(laptop.refresh_token)).status, 200);
  });

  it('is good once when many use it at the same time', async () => {
    const { json } = await party.signIn(account, { scope });
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(json.refresh_token)));
    assert.ok(answers.filter(({ status }) => status === 200).length <= 1);
  });

  it('gives fewer scopes on request, and never more', async () => {
    const { json } = await party.signIn(account, { scope });
    const fewer = await refresh(json.refresh_token, { scope: 'PM.User' });
    assert.equal(fewer.json.scope, 'PM.User');
    const more = await refresh(fewer.json.refresh_token, { scope: 'PM.User OR.Folders' });
    assert.equal(more.json.error, 'invalid_scope');
  });

  it('belongs to its client', async () => {
    const { json } = await party.signIn(account, { scope });
    const other = await createRelyingParty(gatehouse, pages, { isConfidential: false });
    const stolen = await other.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    assert.equal(stolen.json.error, 'invalid_grant');
    assert.equal((await refresh(json.refresh_token)).status, 200);
  });

  it('ends with its user, and with its application', async () => {
    const person = await createAccount(gatehouse, null);
    const { json } = await party.signIn(person, { scope });
    await gatehouse.db.updateTable('users').set({ is_active: 0 }).where('id', '=', person.id).execute();
    assert.equal((await refresh(json.refresh_token)).json.error, 'invalid_grant');
    const gone = await createRelyingParty(gatehouse, pages, { isConfidential: false });
    const { json: other } = await gone.signIn(account, { scope });
    await gatehouse.db.updateTable('applications').set({ is_active: 0 }).where('id', '=', gone.client.id).execute();
    const answer = await gone.exchange({ grant_type: 'refresh_token', refresh_token: other.refresh_token });
    assert.equal(answer.json.error, 'invalid_client');
  });
});
