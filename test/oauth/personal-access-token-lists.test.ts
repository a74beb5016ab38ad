import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { createAccount } from '../support/accounts.ts';
import { token } from '../support/http.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { command, usePersonalAccessTokens } from './personal-access-tokens.fixture.ts';

const { gatehouse, account, bearer, call, status } = usePersonalAccessTokens();

describe('lists of them', () => {
  it('come in pages with their count, under the names that clients have for these', async () => {
    for (const description of ['one', 'two', 'three']) await call('POST', '', command({ description }));
    const all = (await call('GET', '')).json;
    assert.equal(all.length, 3);
    for (const query of ['top=2&skip=1', 'limit=2&offset=1']) {
      const answer = await call('GET', `?${query}`);
      assert.deepEqual(answer.json, all.slice(1));
      assert.equal(answer.headers.get('x-total-count'), '3');
    }
    assert.deepEqual((await call('GET', '?top=0')).json, []);
    assert.equal((await call('GET', '?top=1001')).status, 400);
  });

  it('are searched by description, and by name and address of the owner', async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const as = await userToken(gatehouse, administrator, ['PM.User']);
    await gatehouse.store.transaction(async ({ users }) => {
      const user = await users.find(account);
      if (user) await users.replace(user, { email: `owner-${account.id}@hogwarts.example`, displayName: 'Owner' }, 1);
    });
    const description = `Répétition 100% ${account.id}`;
    const { id } = (await call('POST', '', command({ description }))).json;
    const other = await createPersonalToken(gatehouse, administrator, ['PM.User']);
    const found = async (term: string, name = 'searchTerm') => {
      const query = new URLSearchParams({ [name]: term });
      const { json } = await call('GET', `/partition/${world.organization.id}?${query}`, undefined, as);
      return json.map((one: { readonly id: string }) => one.id);
    };
    for (const term of [description, '00% ', `OWNER-${account.id}@`, `user-${account.id}`]) {
      const ids = await found(term);
      assert.ok(ids.includes(id) && !ids.includes(other.id), term);
      assert.deepEqual(await found(term, 'search'), ids);
    }
    assert.deepEqual(await found('10_%'), []);
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
    for (const value of [bearer(), 'rt_x', 'x']) {
      const answer = await call('POST', '/Exchange', { token: value });
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer error="invalid_token"');
    }
  });
});
