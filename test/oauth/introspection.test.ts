import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { hostId } from '../../src/directory/organization.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { asClient, createApplication, createPersonalToken, createRefreshToken, postForm } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

let account: Account;
const gatehouse = useGatehouse(async (started) => {
  account = await createAccount(started, null);
});
const path = '/identity/connect/introspect';
const prefix = `/${world.organization.name}/identity_`;
const stranger = { id: world.otherApplication.id, secret: world.otherApplication.secret };

const introspect = async (text: string, client: Parameters<typeof asClient>[0] = world.application) => {
  const answer = await postForm(gatehouse, path, { ...asClient(client), token: text });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers.get('cache-control'), 'no-store, no-cache, max-age=0');
  return answer.json;
};

const redirectUris = ['https://prefects.example/callback'];
const inactive = { active: false };

describe('introspection', () => {
  it("tells what an application's token is worth", async () => {
    const text = await token(gatehouse, 'PM.User PM.Group.Read');
    const { exp, iat, nbf, jti } = decodeJwt(text);
    assert.deepEqual(await introspect(text), {
      active: true,
      scope: 'PM.User PM.Group.Read',
      client_id: world.application.id,
      ...{ exp, iat, nbf, jti },
      sub: world.application.id,
      iss: `${gatehouse.url}/identity`,
      aud: 'UiPath.PlatformManagement',
      token_type: 'Bearer',
      prt_id: world.organization.id,
    });
  });

  it("tells what a person's token is worth", async () => {
    const answer = await introspect(await userToken(gatehouse, account, ['openid', 'PM.User']));
    assert.equal(answer.active, true);
    assert.equal(answer.sub, account.id);
    assert.equal(answer.username, `user-${account.id}`);
    assert.equal(answer.client_id, world.application.id);
  });

  it('tells to which key a token is bound, because it is worth nothing without', async () => {
    const bearer = await userToken(gatehouse, account, ['openid'], { cnf: { jkt: 'thumbprint' } });
    const answer = await introspect(bearer);
    assert.equal(answer.active, true);
    assert.equal(answer.token_type, 'DPoP');
    assert.deepEqual(answer.cnf, { jkt: 'thumbprint' });
  });

  it('tells what a personal access token is worth', async () => {
    const { value, expiresAt } = await createPersonalToken(gatehouse, account, ['PM.User.Read']);
    const { iat, nbf, ...answer } = await introspect(value);
    assert.ok(Math.abs(iat - Date.now() / 1000) < 60 && nbf === iat);
    assert.deepEqual(answer, {
      active: true,
      scope: 'PM.User.Read',
      exp: Math.floor(expiresAt / 1000),
      sub: account.id,
      username: `user-${account.id}`,
      iss: `${gatehouse.url}/identity`,
      aud: 'UiPath.PlatformManagement',
      token_type: 'Bearer',
      prt_id: world.organization.id,
    });
  });

  it('tells that a refresh token is one, and no access token', async () => {
    const { value } = await createRefreshToken(gatehouse, account, world.application.id);
    const answer = await introspect(value);
    assert.equal(answer.active, true);
    assert.equal(answer.token_type, 'refresh_token');
    assert.equal(answer.client_id, world.application.id);
    assert.equal(answer.sub, account.id);
    assert.equal(answer.aud, undefined);
  });

  it('tells of no token a scope that was taken from its application', async () => {
    const scopes = [
      { name: 'PM.User', type: 'user' },
      { name: 'PM.Group', type: 'user' },
    ] as const;
    const { id } = await createApplication(gatehouse, { isConfidential: false, redirectUris, scopes });
    const { value } = await createRefreshToken(gatehouse, account, id);
    const path = `/api/ExternalClient/${world.organization.id}/${id}`;
    const call = apiOf(gatehouse, () => bearer);
    const bearer = await token(gatehouse, 'PM.OAuthApp PM.User PM.Group');
    assert.equal((await introspect(value)).scope, 'openid offline_access PM.User');
    assert.equal((await call('PUT', path, { scopes: [{ name: 'PM.Group', type: 1 }] })).status, 200);
    assert.equal((await introspect(value)).scope, 'openid offline_access');
    assert.equal((await call('PUT', path, { scopes })).status, 200);
    assert.equal((await introspect(value)).scope, 'openid offline_access PM.User');
  });

  it('is there under every prefix, whatever the hint, and reads the client from the header too', async () => {
    const text = await token(gatehouse);
    const { id, secret } = world.application;
    const headers = { authorization: `Basic ${btoa(`${id}:${secret}`)}` };
    const fields = { token: text, token_type_hint: 'refresh_token', client_id: '', scope: '' };
    const answer = await postForm(gatehouse, `${prefix}/connect/introspect`, fields, headers);
    assert.equal(answer.json.active, true);
  });
});

describe('introspection says no more than inactive', () => {
  it('of what is no token', async () => {
    for (const text of ['x', 'a.b.c', 'rt_x', `${await token(gatehouse)}x`]) {
      assert.deepEqual(await introspect(text), inactive);
    }
  });

  it('of the tokens of another organization', async () => {
    const { value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    const { value: refresh } = await createRefreshToken(gatehouse, account, world.application.id);
    for (const text of [await token(gatehouse), await userToken(gatehouse, account, ['openid']), value, refresh]) {
      assert.deepEqual(await introspect(text, stranger), inactive);
    }
  });

  it('of a token whose user was switched off', async () => {
    const other = await createAccount(gatehouse, null);
    const { value: refresh } = await createRefreshToken(gatehouse, other, world.application.id);
    const { value } = await createPersonalToken(gatehouse, other, ['PM.User']);
    const texts = [await userToken(gatehouse, other, ['openid']), value, refresh];
    await gatehouse.db.updateTable('users').set({ is_active: 0 }).where('id', '=', other.id).execute();
    for (const text of texts) assert.deepEqual(await introspect(text), inactive);
  });

  it('of a token that has expired', async () => {
    const { value, id } = await createPersonalToken(gatehouse, account, ['PM.User']);
    await gatehouse.db
      .updateTable('personal_access_tokens')
      .set({ expires_at: Date.now() - 1 })
      .where('id', '=', id)
      .execute();
    assert.deepEqual(await introspect(value), inactive);
  });

  it('of a refresh token that was used', async () => {
    const { value, grantId } = await createRefreshToken(gatehouse, account, world.application.id);
    const consumed_at = Date.now();
    await gatehouse.db.updateTable('grants').set({ consumed_at }).where('grant_id', '=', grantId).execute();
    assert.deepEqual(await introspect(value), inactive);
  });
});

describe('who may introspect', () => {
  it('an application of the host learns of the tokens of every organization', async () => {
    const hostApplication = await createApplication(gatehouse, { organizationId: hostId });
    assert.equal((await introspect(await token(gatehouse), hostApplication)).active, true);
  });

  it('a client that cannot prove who it is learns nothing', async () => {
    const text = await token(gatehouse);
    const publicClient = await createApplication(gatehouse, { isConfidential: false });
    for (const client of [
      { id: world.application.id, secret: 'wrong' },
      { id: world.application.id, secret: null },
      { id: 'unknown', secret: 'x' },
      publicClient,
    ]) {
      const answer = await postForm(gatehouse, path, { ...asClient(client), token: text });
      assert.equal(answer.status, 400);
      assert.equal(answer.json.error, 'invalid_client');
    }
  });

  it('a request without a token, a form or the right method is refused', async () => {
    const client = asClient(world.application);
    assert.equal((await postForm(gatehouse, path, client)).json.error, 'invalid_request');
    assert.equal((await postForm(gatehouse, path, { token: 'x' })).json.error, 'invalid_client');
    const json = { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } };
    const refused = await fetch(`${gatehouse.url}${path}`, json);
    assert.equal(refused.status, 400);
    assert.equal(((await refused.json()) as { error: string }).error, 'invalid_request');
    const answer = await fetch(`${gatehouse.url}${path}`);
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'POST');
  });

  it('a page of the application may read the answer, no other page', async () => {
    const redirectUris = ['https://app.example.test/callback'];
    const application = await createApplication(gatehouse, { redirectUris });
    const allowed = async (origin: string) => {
      const answer = await postForm(gatehouse, path, { ...asClient(application), token: 'x' }, { origin });
      return answer.headers.get('access-control-allow-origin');
    };
    assert.equal(await allowed('https://app.example.test'), 'https://app.example.test');
    assert.equal(await allowed('https://evil.example.test'), null);
  });
});
