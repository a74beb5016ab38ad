import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse();
const day = 24 * 60 * 60_000;
let account: Account;
let bearer: string;
beforeEach(async () => {
  account = await createAccount(gatehouse, null);
  bearer = await userToken(gatehouse, account, ['PM.User', 'PM.Group.Read']);
});

const call = (method: string, path: string, body?: object, as: string | undefined = bearer) =>
  send(`${gatehouse.url}/identity/api/ReferenceToken${path}`, {
    method,
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

const command = (changes: object = {}) => ({
  description: 'Homework',
  scopes: ['PM.User'],
  expiryTime: new Date(Date.now() + 30 * day).toISOString(),
  ...changes,
});

/** Asks for something impossible: 400 when the token is accepted, 401 when it is not. */
const status = async (value: string) => (await postChange(gatehouse, { bearer: value, userId: account.id }, {})).status;

describe('a personal access token', () => {
  it('is made, used, seen, described anew and ended', async () => {
    const created = await call('POST', '', command());
    assert.equal(created.status, 201, created.text);
    const { token: value, ...facts } = created.json;
    assert.match(value, /^rt_[A-Za-z0-9_-]{43}$/);
    assert.deepEqual(Object.keys(facts), [
      ...['id', 'partitionGlobalId', 'userId', 'description', 'scopes'],
      ...['creationTime', 'expiryTime', 'lastUsedTime'],
    ]);
    assert.equal(facts.userId, account.id);
    assert.equal(await status(value), 400);

    const [listed] = (await call('GET', '')).json;
    assert.ok(Math.abs(Date.parse(listed.lastUsedTime) - Date.now()) < 60_000);
    assert.deepEqual({ ...listed, lastUsedTime: null }, facts);

    const described = await call('PUT', `/${facts.id}`, { description: 'Homework of the second year' });
    assert.equal(described.json.description, 'Homework of the second year');
    assert.equal((await call('GET', `/${facts.id}`)).json.description, 'Homework of the second year');

    assert.equal((await call('DELETE', `/${facts.id}`)).status, 204);
    assert.equal(await status(value), 401);
    assert.deepEqual((await call('GET', '')).json, []);
    assert.equal((await call('GET', `/${facts.id}`)).status, 404);
  });

  it('is in no answer but that of its creation, in no log line and in no audit entry', async () => {
    const { token: value, id } = (await call('POST', '', command())).json;
    const answers = [await call('GET', ''), await call('GET', `/${id}`)].map(({ text }) => text);
    const audit = await gatehouse.db.selectFrom('audit_entries').selectAll().execute();
    assert.ok(!JSON.stringify([answers, audit, gatehouse.logLines]).includes(value.slice(3)));
  });

  it('opens no more than its scopes', async () => {
    const { value } = await createPersonalToken(gatehouse, account, ['PM.Group.Read']);
    assert.equal(await status(value), 403);
  });

  it('carries no scope that the caller was not given', async () => {
    for (const scopes of [['PM.Setting'], ['IdentityServerApi'], ['PM.User', 'OR.Unheard'], []]) {
      const answer = await call('POST', '', command({ scopes }));
      assert.equal(answer.status, 400);
      assert.deepEqual(Object.keys(answer.json.errors), ['Scopes']);
    }
    const firstParty = await userToken(gatehouse, account, ['IdentityServerApi']);
    assert.equal((await call('POST', '', command({ scopes: ['PM.Setting'] }), firstParty)).status, 201);
  });

  it('needs a description and a lifetime within the limits', async () => {
    for (const [changes, key] of [
      [{ description: '' }, 'Description'],
      [{ description: 'x'.repeat(257) }, 'Description'],
      [{ expiryTime: null }, 'ExpiryTime'],
      [{ expiryTime: new Date(Date.now() + day / 2).toISOString() }, 'ExpiryTime'],
      [{ expiryTime: new Date(Date.now() + 361 * day).toISOString() }, 'ExpiryTime'],
    ] as const) {
      const answer = await call('POST', '', command(changes));
      assert.equal(answer.status, 400);
      assert.deepEqual(Object.keys(answer.json.errors), [key]);
    }
  });

  it('is one of five at most, also when they are asked for at the same time', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => call('POST', '', command())));
    const statuses = answers.map((answer) => answer.status).sort();
    assert.deepEqual(statuses, [...Array(5).fill(201), ...Array(3).fill(409)]);
  });

  it('makes no other token', async () => {
    const { value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    assert.equal((await call('POST', '', command(), value)).status, 403);
    const { accessToken } = (await call('POST', '/Exchange', { token: value })).json;
    assert.equal((await call('POST', '', command(), accessToken)).status, 403);
  });

  it('is refused after its time, and where the organization wants none', async () => {
    const { value, id } = await createPersonalToken(gatehouse, account, ['PM.User']);
    const expire = (expires_at: number) =>
      gatehouse.db.updateTable('personal_access_tokens').set({ expires_at }).where('id', '=', id).execute();
    await expire(Date.now() - 1);
    assert.equal(await status(value), 401);
    await expire(Date.now() + day);
    assert.equal(await status(value), 400);
    const key = 'Auth.PersonalAccessToken.Enabled';
    await gatehouse.store.settings.put(account.organizationId, key, 'false');
    assert.equal(await status(value), 401);
    assert.equal((await call('POST', '', command())).status, 403);
    await gatehouse.store.settings.put(account.organizationId, key, 'true');
    assert.equal(await status(value), 400);
  });

  it('outlives what ends the access tokens of its user, but not the user', async () => {
    const { value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    await gatehouse.store.users.revokeTokens(account, Date.now());
    assert.equal(await status(value), 400);
    await gatehouse.db.updateTable('users').set({ is_active: 0 }).where('id', '=', account.id).execute();
    assert.equal(await status(value), 401);
  });
});

describe('whose tokens they are', () => {
  it('a person sees and ends the own ones only', async () => {
    const { id, value } = await createPersonalToken(gatehouse, await createAccount(gatehouse, null), ['PM.User']);
    assert.deepEqual((await call('GET', '')).json, []);
    for (const method of ['GET', 'DELETE']) assert.equal((await call(method, `/${id}`)).status, 403);
    assert.equal((await call('PUT', `/${id}`, { description: 'Mine' })).status, 403);
    assert.equal((await call('GET', `/partition/${world.organization.id}`)).status, 403);
    assert.equal(await status(value), 403);
  });

  it('an administrator sees and ends those of the organization, and of no other', async () => {
    const { id, value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const as = await userToken(gatehouse, administrator, ['PM.User']);
    const listed = await call('GET', `/partition/${world.organization.id}`, undefined, as);
    assert.ok(listed.json.some((one: { id: string }) => one.id === id));
    const elsewhere = await call('GET', `/partition/${world.otherOrganization.id}`, undefined, as);
    assert.equal(elsewhere.status, 403);
    assert.equal((await call('DELETE', `/${id}`, undefined, as)).status, 204);
    assert.equal(await status(value), 401);
  });

  it('an application of another organization does not reach them', async () => {
    const { id, value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    const as = await token(gatehouse, 'PM.User', world.otherApplication);
    assert.equal((await call('GET', `/${id}`, undefined, as)).status, 404);
    assert.equal((await call('DELETE', '/Revoke', { token: value }, as)).status, 204);
    assert.equal(await status(value), 400);
  });

  it('an application has none itself', async () => {
    const as = await token(gatehouse);
    assert.equal((await call('GET', '', undefined, as)).status, 403);
    assert.equal((await call('POST', '', command(), as)).status, 403);
  });
});

describe('whoever holds the value', () => {
  it('ends the token with it', async () => {
    const { value } = await createPersonalToken(gatehouse, account, ['PM.Group.Read']);
    assert.equal((await call('DELETE', '/revoke', { token: value }, await token(gatehouse))).status, 204);
    assert.equal(await status(value), 401);
    assert.equal((await call('DELETE', '/Revoke', { token: value })).status, 204);
    assert.equal((await call('DELETE', '/Revoke', {})).status, 400);
  });

  it('exchanges it for a signed token of the same person and scopes, which ends with it', async () => {
    const { value, id } = await createPersonalToken(gatehouse, account, ['PM.User']);
    const { status: exchanged, json } = await call('POST', '/Exchange', { token: value });
    assert.equal(exchanged, 200);
    const { accessToken, ...rest } = json;
    assert.deepEqual(rest, { tokenType: 'Bearer', expiresIn: 3600, scope: 'PM.User' });
    const { sub, scope, prt_id } = decodeJwt(accessToken);
    assert.deepEqual([sub, scope, prt_id], [account.id, ['PM.User'], account.organizationId]);
    assert.equal(await status(accessToken), 400);
    await call('DELETE', `/${id}`);
    assert.equal(await status(accessToken), 401);
    assert.equal((await call('POST', '/Exchange', { token: value })).status, 401);
  });

  it('gets no signed token that outlives it', async () => {
    const { value, id } = await createPersonalToken(gatehouse, account, ['PM.User']);
    const expires_at = Date.now() + 60_000;
    await gatehouse.db.updateTable('personal_access_tokens').set({ expires_at }).where('id', '=', id).execute();
    assert.ok((await call('POST', '/Exchange', { token: value })).json.expiresIn <= 60);
  });

  it('exchanges nothing but personal access tokens', async () => {
    for (const value of [bearer, 'rt_x', 'x']) {
      const answer = await call('POST', '/Exchange', { token: value });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer error="invalid_token"');
    }
  });
});
