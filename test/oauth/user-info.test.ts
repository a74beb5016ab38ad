import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { createApplication, createPersonalToken } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

let account: Account;
const gatehouse = useGatehouse(async (started) => {
  account = await createAccount(started, null);
  await started.db
    .updateTable('users')
    .set({
      ...{ name: 'Luna', surname: 'Lovegood', display_name: 'Luna Lovegood', email: 'luna@example.test' },
      ...{ email_key: 'LUNA@EXAMPLE.TEST', email_confirmed: 1, modified_at: 1_700_000_000_000 },
    })
    .where('id', '=', account.id)
    .execute();
});
const prefix = `/${world.organization.name}/identity_`;

const ask = (bearer: string | undefined, init: RequestInit = {}, at = '/identity') =>
  send(`${gatehouse.url}${at}/connect/userinfo`, {
    ...init,
    headers: { ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }), ...init.headers },
  });

describe('user info', () => {
  it('says who it is', async () => {
    const answer = await ask(await userToken(gatehouse, account, ['openid']));
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.deepEqual(answer.json, {
      ...{ sub: account.id, prt_id: world.organization.id, preferred_username: `user-${account.id}` },
      ...{ name: 'Luna Lovegood', first_name: 'Luna', last_name: 'Lovegood', email: 'luna@example.test' },
    });
  });

  it('says more with the scopes profile and email', async () => {
    const answer = await ask(await userToken(gatehouse, account, ['openid', 'profile', 'email']));
    assert.deepEqual(answer.json, {
      sub: account.id,
      prt_id: world.organization.id,
      preferred_username: `user-${account.id}`,
      ...{ name: 'Luna Lovegood', first_name: 'Luna', last_name: 'Lovegood', email: 'luna@example.test' },
      ...{ given_name: 'Luna', family_name: 'Lovegood', updated_at: 1_700_000_000, email_verified: true },
    });
  });

  it('leaves out what is not known, and says an empty text to clients of the original, which want every member', async () => {
    const nobody = await createAccount(gatehouse, null);
    const told = async (...scopes: string[]) => {
      const { sub, prt_id, preferred_username, updated_at, ...rest } = (
        await ask(await userToken(gatehouse, nobody, ['openid', ...scopes]))
      ).json;
      return rest;
    };
    assert.deepEqual(await told('profile', 'email'), {});
    const unknown = { name: '', first_name: '', last_name: '', email: '', picture: '' };
    assert.deepEqual(await told('PM.User.Read'), unknown);
    assert.deepEqual(await told('OR.Default', 'profile', 'email'), unknown);
  });

  it('is asked by GET and POST, under every prefix, and takes a personal access token', async () => {
    const bearer = await userToken(gatehouse, account, ['openid']);
    const body = new URLSearchParams({ anything: 'x' });
    assert.equal((await ask(bearer, { method: 'POST', body }, prefix)).json.sub, account.id);
    const { value } = await createPersonalToken(gatehouse, account, ['openid']);
    assert.equal((await ask(value)).json.sub, account.id);
    const refused = await ask(bearer, { method: 'DELETE' });
    assert.equal(refused.status, 405);
    assert.equal(refused.headers.get('allow'), 'GET, HEAD, POST');
  });

  it('may be read by a page of the application, and by no other', async () => {
    const redirectUris = ['https://app.example.test/callback'];
    const { id: clientId } = await createApplication(gatehouse, { isConfidential: false, redirectUris });
    const bearer = await userToken(gatehouse, account, ['openid'], { clientId });
    const allowed = async (origin: string) => {
      const answer = await ask(bearer, { headers: { origin } });
      return answer.headers.get('access-control-allow-origin');
    };
    assert.equal(await allowed('https://app.example.test'), 'https://app.example.test');
    assert.equal(await allowed('https://evil.example.test'), null);
  });
});

describe('user info is refused', () => {
  it('without a token, and with one that is none', async () => {
    for (const [bearer, challenge] of [
      [undefined, 'Bearer'],
      ['x', 'Bearer error="invalid_token"'],
    ] as const) {
      const answer = await ask(bearer);
      assert.equal(answer.status, 401);
      assert.equal(answer.headers.get('www-authenticate'), challenge);
      assert.equal(answer.text, '');
    }
  });

  it('to a token without the scope openid, and to an application', async () => {
    for (const bearer of [await userToken(gatehouse, account, ['profile', 'PM.User']), await token(gatehouse)]) {
      const answer = await ask(bearer);
      assert.equal(answer.status, 403);
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer error="insufficient_scope", scope="openid"');
    }
  });

  it('to a token from before the tokens of the user were ended', async () => {
    const other = await createAccount(gatehouse, null);
    const bearer = await userToken(gatehouse, other, ['openid']);
    await gatehouse.store.users.revokeTokens(other, Date.now());
    assert.equal((await ask(bearer)).status, 401);
  });
});
