import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { hostId } from '../../src/directory/organization.ts';
import { createAccount } from '../support/accounts.ts';
import { auditOf } from '../support/audit.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { command, day, usePersonalAccessTokens } from './personal-access-tokens.fixture.ts';

const { gatehouse, account, call, status } = usePersonalAccessTokens();

describe('a personal access token', () => {
  it('is made, used, seen, described anew and ended', async () => {
    const created = await call('POST', '', command());
    assert.equal(created.status, 201, created.text);
    const { token: value, ...facts } = created.json;
    assert.match(value, /^rt_[A-Za-z0-9_-]{65}$/);
    assert.deepEqual(Object.keys(facts), [
      ...['id', 'partitionGlobalId', 'userId', 'description', 'scopes'],
      ...['creationTime', 'expiryTime', 'expiration', 'lastUsedTime'],
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
    assert.deepEqual(statuses, [...Array(5).fill(201), ...Array(3).fill(400)]);
    assert.match(answers.find(({ status: one }) => one === 400)?.json.detail, /limit reached/);
  });

  it('does not come back beside five others with a new value when its time is over', async () => {
    const { json: made } = await call('POST', '', command());
    await gatehouse.db
      .updateTable('personal_access_tokens')
      .set({ expires_at: Date.now() - 1 })
      .where('id', '=', made.id)
      .execute();
    const others = [];
    for (let count = 0; count < 5; count++) others.push((await call('POST', '', command())).json);
    const again = await call('PUT', `/${made.id}`, { expiryTime: command().expiryTime });
    assert.equal(again.status, 400);
    assert.match(again.json.detail, /limit reached/);
    // One of the five takes no other's place.
    assert.equal((await call('PUT', `/${others[0].id}`, { expiryTime: command().expiryTime })).status, 200);
    assert.equal((await call('DELETE', `/${others[0].id}`)).status, 204);
    assert.equal((await call('PUT', `/${made.id}`, { expiryTime: command().expiryTime })).status, 200);
  });

  it('makes no other token', async () => {
    const { value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    assert.equal((await call('POST', '', command(), value)).status, 403);
    const { accessToken } = (await call('POST', '/Exchange', { token: value })).json;
    assert.equal((await call('POST', '', command(), accessToken)).status, 403);
  });

  it('of an administrator of the host is marked as such when it is exchanged, and no other', async () => {
    const host = { isAdministrator: true, organizationId: hostId };
    const administrator = await createAccount(gatehouse, null, host);
    for (const [owner, mark] of [
      [administrator, true],
      [account, undefined],
    ] as const) {
      const { value } = await createPersonalToken(gatehouse, owner, ['PM.User']);
      const { json } = await call('POST', '/Exchange', { token: value });
      assert.equal(decodeJwt(json.accessToken).host, mark);
    }
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

const inDays = (days: number) => new Date(Date.now() + days * day).toISOString();

describe('a new value', () => {
  it('takes the place of the old one at once, with another end and everything else as it was', async () => {
    const { token: old, ...before } = (await call('POST', '', command())).json;
    const { accessToken } = (await call('POST', '/Exchange', { token: old })).json;
    assert.equal(await status(accessToken), 400);
    const expiration = inDays(90);
    const { status: answered, json } = await call('PUT', `/${before.id}`, { expiration });
    const { token: value, ...after } = json;
    assert.equal(answered, 200);
    assert.match(value, /^rt_[A-Za-z0-9_-]{65}$/);
    const { creationTime, ...rest } = after;
    assert.deepEqual(
      { ...before, ...rest, expiryTime: expiration, expiration },
      { ...rest, creationTime: before.creationTime },
    );
    assert.ok(creationTime > before.creationTime);
    assert.deepEqual([await status(value), await status(old), await status(accessToken)], [400, 401, 401]);
    const next = (await call('POST', '/Exchange', { token: value })).json.accessToken;
    assert.equal(await status(next), 400);
    const { json: listed } = await call('GET', '');
    assert.deepEqual([listed.length, listed[0].id, 'token' in listed[0]], [1, before.id, false]);
    const [entry] = await auditOf(gatehouse, 'PersonalAccessToken');
    assert.deepEqual([entry?.action, entry?.targetId], ['Regenerate', before.id]);
    assert.ok(!JSON.stringify([entry, gatehouse.logLines]).includes(value.slice(3)));
  });

  it('may be had with a date, under either name, and with another description', async () => {
    const { id } = (await call('POST', '', command({ expiryTime: undefined, expiration: inDays(9).slice(0, 10) })))
      .json;
    const expiryTime = `${inDays(20).slice(0, 10)}`;
    const { json } = await call('PUT', `/${id}`, { expiryTime, description: 'Anew' });
    assert.deepEqual([json.expiration, json.description], [`${expiryTime}T00:00:00.000Z`, 'Anew']);
  });

  it('is refused, in words that programs look for, with an end that cannot be', async () => {
    const { id, token: value } = (await call('POST', '', command())).json;
    for (const [change, text] of [
      [{ expiration: inDays(0.5) }, /expiration too small/],
      [{ expiration: inDays(361) }, /expiration too large/],
      [{ expiration: 'tomorrow' }, /Invalid expiration/],
      [{ expiration: inDays(9), expiryTime: inDays(10) }, /Invalid expiration/],
    ] as const) {
      for (const answer of [
        await call('PUT', `/${id}`, change),
        await call('POST', '', { ...command(), expiryTime: null, ...change }),
      ]) {
        assert.equal(answer.status, 400);
        assert.match(answer.text, text);
      }
    }
    assert.match((await call('POST', '', command({ scopes: ['OR.Unheard'] }))).text, /scope not found/);
    const unknown = await call('PUT', `/${world.organization.id}`, { expiration: inDays(9) });
    assert.equal(unknown.status, 404);
    assert.match(unknown.text, /not found/);
    assert.equal(await status(value), 400);
  });

  it('is not for whoever calls with the value, nor for another person', async () => {
    const { id, token: value } = (await call('POST', '', command())).json;
    const stranger = await userToken(gatehouse, await createAccount(gatehouse, null), ['PM.User']);
    for (const as of [value, stranger]) {
      assert.equal((await call('PUT', `/${id}`, { expiration: inDays(9) }, as)).status, 403);
    }
    assert.equal(await status(value), 400);
  });

  it('is given to an administrator who could let the owner in anyway, and to no more', async () => {
    const owner = await createAccount(gatehouse, null, { isAdministrator: true });
    const ofAdministrator = await createPersonalToken(gatehouse, owner, ['PM.User']);
    const ofPerson = await createPersonalToken(gatehouse, account, ['PM.User']);
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const renew = async (id: string, scopes: readonly string[]) => {
      const as = await userToken(gatehouse, administrator, scopes);
      return (await call('PUT', `/${id}`, { expiration: inDays(9) }, as)).status;
    };
    assert.equal(await renew(ofAdministrator.id, ['PM.User']), 403);
    assert.equal(await renew(ofPerson.id, ['PM.User.Write']), 403, 'less than the token has');
    assert.equal(await renew(ofPerson.id, ['PM.User']), 200);
    assert.equal(await renew(ofAdministrator.id, ['PM.User', 'PM.Group']), 200);
  });
});
