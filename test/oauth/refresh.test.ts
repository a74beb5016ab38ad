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

const refusals = () =>
  gatehouse.db
    .selectFrom('audit_entries')
    .selectAll()
    .where('action', '=', 'RefuseSpentToken')
    .where('target_id', '=', account.id)
    .orderBy('sequence')
    .execute();

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

  it('ends with the year after the sign-in, however often it is renewed', async () => {
    const { json: first } = await party.signIn(account, { scope });
    const latest = gatehouse.db
      .selectFrom('grants')
      .select(['id', 'payload', 'expires_at'])
      .where('model', '=', 'RefreshToken')
      .orderBy('expires_at', 'desc')
      .limit(1);
    const { id, payload } = await latest.executeTakeFirstOrThrow();
    const record = JSON.parse(payload);
    const since = record.iat - 355 * 86_400;
    const aged = JSON.stringify({ ...record, iat: since });
    await gatehouse.db.updateTable('grants').set({ payload: aged }).where('id', '=', id).execute();
    const expiries = [];
    let { refresh_token } = first;
    for (let round = 0; round < 2; round += 1) {
      ({ refresh_token } = (await refresh(refresh_token)).json);
      const rows = gatehouse.db
        .selectFrom('grants')
        .select(['payload', 'expires_at'])
        .where('model', '=', 'RefreshToken');
      const renewed = (await rows.execute()).filter((row) => JSON.parse(row.payload).since === since);
      expiries.push(...renewed.map(({ expires_at }) => Number(expires_at)));
    }
    const end = (since + 365 * 86_400) * 1000;
    assert.deepEqual(expiries, [end, end, end]);
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

  it('that came again after it was spent is in the audit log, once, as somebody may have a copy of it', async () => {
    const { json: first } = await party.signIn(account, { scope });
    await refresh((await refresh(first.refresh_token)).json.refresh_token);
    const before = (await refusals()).length;
    await Promise.all([refresh(first.refresh_token), refresh(first.refresh_token)]);
    await refresh(first.refresh_token);
    const entries = (await refusals()).slice(before);
    assert.equal(entries.length, 1);
    const [entry] = entries;
    assert.deepEqual([entry?.actor_id, entry?.target_id, entry?.client_ip], [account.id, account.id, '127.0.0.1']);
    assert.match(entry?.trace_id ?? '', /^[0-9a-f]{32}$/);
    assert.deepEqual(JSON.parse(entry?.details ?? ''), { applicationId: party.client.id, kind: 'refreshToken' });
  });

  it('leaves other sign-ins of the same person alone when its family ends', async () => {
    const { json: phone } = await party.signIn(account, { scope });
    const { json: laptop } = await party.signIn(account, { scope });
    await refresh((await refresh(phone.refresh_token)).json.refresh_token);
    assert.equal((await refresh(phone.refresh_token)).json.error, 'invalid_grant');
    assert.equal((await refresh(laptop.refresh_token)).status, 200);
  });

  it('is good once when many use it at the same time', async () => {
    const { json } = await party.signIn(account, { scope });
    const answers = await Promise.all(Array.from({ length: 8 }, () => refresh(json.refresh_token)));
    assert.equal(new Set(answers.map(({ json: given }) => given.refresh_token)).size, 1);
  });

  it('gives fewer scopes on request, and never more', async () => {
    const { json } = await party.signIn(account, { scope });
    const fewer = await refresh(json.refresh_token, { scope: 'PM.User' });
    assert.equal(fewer.json.scope, 'PM.User');
    const more = await refresh(fewer.json.refresh_token, { scope: 'PM.User OR.Folders' });
    assert.equal(more.json.error, 'invalid_scope');
  });

  it('says of a request what is wrong with it', async () => {
    const { json } = await party.signIn(account, { scope });
    const cases = [
      [{ refresh_token: '' }, 'invalid_request'],
      [{ refresh_token: 'unknown' }, 'invalid_grant'],
      [{ scope: 'PM.User "OR.Folders"' }, 'invalid_scope'],
      [{ client_id: 'unknown' }, 'invalid_client'],
      [{ client_secret: 'none-is-needed' }, 'invalid_client'],
    ] as const;
    for (const [changes, error] of cases) {
      const answer = await refresh(json.refresh_token, changes);
      assert.deepEqual([answer.status, answer.json.error], [400, error], JSON.stringify(changes));
    }
    assert.equal((await refresh(json.refresh_token)).status, 200);
  });

  it('gives an ID token like the first, as long as openid is asked for', async () => {
    const { json: first } = await party.signIn(account, { scope: `${scope} profile email`, nonce: 'n1' });
    const { json: second } = await refresh(first.refresh_token);
    const claims = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    const { iat, exp, at_hash, ...lasting } = claims(first.id_token);
    const renewed = claims(second.id_token);
    assert.equal(lasting.nonce, 'n1');
    assert.ok(lasting.preferred_username);
    assert.deepEqual(renewed, { ...lasting, iat: renewed.iat, exp: renewed.exp, at_hash: renewed.at_hash });
    assert.notEqual(renewed.at_hash, at_hash, 'it came with another access token');
    assert.ok(renewed.iat >= iat && renewed.exp - renewed.iat === exp - iat);
    const { grant_id, sid, auth_time } = claims(first.access_token);
    const access = claims(second.access_token);
    assert.deepEqual([access.grant_id, access.sid, access.auth_time], [grant_id, sid, auth_time]);
    const { json: third } = await refresh(second.refresh_token, { scope: 'PM.User' });
    assert.equal(third.id_token, undefined);
  });

  it('of an application with a secret is good for who knows the secret', async () => {
    const confidential = await createRelyingParty(gatehouse, pages);
    const { json } = await confidential.signIn(account, { scope });
    const form = { grant_type: 'refresh_token', refresh_token: json.refresh_token };
    for (const client_secret of ['', 'wrong']) {
      assert.equal((await confidential.exchange({ ...form, client_secret })).json.error, 'invalid_client');
    }
    assert.equal((await confidential.exchange(form)).status, 200);
  });

  it('gives no more than the application is still given', async () => {
    const shrinking = await createRelyingParty(gatehouse, pages, { isConfidential: false });
    const { json } = await shrinking.signIn(account, { scope: `${scope} OR.Folders` });
    const scopes = gatehouse.db.deleteFrom('application_scopes').where('application_id', '=', shrinking.client.id);
    await scopes.where('name', '=', 'OR.Folders').execute();
    const { json: next } = await shrinking.exchange({ grant_type: 'refresh_token', refresh_token: json.refresh_token });
    assert.equal(next.scope, scope);
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
