import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { type Account, createAccount } from '../support/accounts.ts';
import { type AuthenticatorApp, giveApp } from '../support/authenticator-app.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send } from '../support/http.ts';
import { createApplication, postForm } from '../support/oauth.ts';
import { setSetting } from '../support/settings.ts';
import { world } from '../support/world.ts';

const password = 'al0h0m0ra-account';
const scopes = [{ name: 'PM.User', type: 'user' }] as const;
let account: Account;
let app: AuthenticatorApp;
let house: { readonly id: string };
const gatehouse = useGatehouse(async (started) => {
  house = await createApplication(started, { isFirstParty: true, isConfidential: false, scopes });
}, noBudgets);

beforeEach(async () => {
  account = await createAccount(gatehouse, password);
  app = await giveApp(gatehouse, account);
});

interface Typed {
  readonly otp?: string | undefined;
  readonly given?: string;
  readonly acr_values?: string;
}

const asJson = (path: string, body: object, headers = {}) =>
  send(`${gatehouse.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  });

const passwordGrant = ({ otp, given = password, acr_values }: Typed): Promise<Answer> =>
  postForm(gatehouse, '/identity/connect/token', {
    ...{ grant_type: 'password', client_id: house.id, scope: 'openid offline_access PM.User' },
    ...{ username: `user-${account.id}`, password: given, ...(otp !== undefined && { otp }) },
    ...(acr_values !== undefined && { acr_values }),
  });

const legacyLogin = ({ otp, given = password }: Typed): Promise<Answer> =>
  asJson('/api/account/authenticate', {
    ...{ tenancyName: world.organization.name, usernameOrEmailAddress: `user-${account.id}`, password: given, otp },
  });

async function apiLogin({ otp, given = password }: Typed): Promise<Answer> {
  const { headers } = await send(`${gatehouse.url}/identity/api/antiforgery/generate`);
  const cookies = headers.getSetCookie().map((line) => line.split(';')[0] ?? '');
  const [xsrf = ''] = cookies.flatMap((pair) => /^XSRF-TOKEN-IS=(.*)/.exec(pair)?.[1] ?? []);
  const body = { partitionName: world.organization.name, usernameOrEmail: `user-${account.id}`, password: given, otp };
  return await asJson('/identity/api/Account/Login', body, { cookie: cookies.join('; '), 'x-xsrf-token': xsrf });
}

const doors = { 'the password grant': passwordGrant, 'the legacy login': legacyLogin, 'Account/Login': apiLogin };

for (const [name, knock] of Object.entries(doors)) {
  describe(`${name}, of a person with a second factor`, () => {
    it('takes the code of the app with the password, each once', async () => {
      const otp = app.code();
      assert.equal((await knock({ otp })).status, 200);
      assert.notEqual((await knock({ otp })).status, 200);
      assert.equal((await knock({ otp: app.code(1) })).status, 200);
    });

    it('takes a recovery code, once of those who use it at the same moment', async () => {
      const [otp] = app.recoveryCodes;
      const statuses = (await Promise.all(Array.from({ length: 4 }, () => knock({ otp })))).map(({ status }) => status);
      assert.equal(statuses.filter((status) => status === 200).length, 1, statuses.join());
    });

    it('tells a wrong code as a wrong password, and counts it as one', async () => {
      const [code, secret] = [await knock({ otp: '000000' }), await knock({ given: 'wrong-passw0rd' })];
      const without = ({ json }: Answer) => ({ ...json, traceId: undefined });
      assert.deepEqual([code.status, without(code)], [secret.status, without(secret)]);
      const failed = async () =>
        Math.max(...(await gatehouse.store.attempts.ofUser(account)).map(({ failedInARow }) => failedInARow));
      assert.equal(await failed(), 2);
      assert.equal((await knock({ otp: app.code(1) })).status, 200);
      assert.equal(await failed(), 0);
    });

    it('is refused without a code, and with one in place of the password', async () => {
      assert.notEqual((await knock({})).status, 200);
      assert.notEqual((await knock({ given: 'wrong-passw0rd', otp: app.code() })).status, 200);
      assert.equal((await knock({ otp: app.code() })).status, 200);
    });
  });
}

describe('what comes of a password and a code', () => {
  it('says so in the tokens of the password grant, and in those that follow', async () => {
    const first = (await passwordGrant({ otp: app.code() })).json;
    const form = { grant_type: 'refresh_token', client_id: house.id, refresh_token: first.refresh_token };
    const refreshed = (await postForm(gatehouse, '/identity/connect/token', form)).json;
    for (const token of [first.id_token, first.access_token, refreshed.id_token, refreshed.access_token]) {
      const { amr, acr } = decodeJwt(token);
      assert.deepEqual([amr, acr], [['pwd', 'otp', 'mfa'], 'mfa']);
    }
  });

  it('says so in the token of the legacy login', async () => {
    const { amr, acr } = decodeJwt((await legacyLogin({ otp: app.code() })).json.result);
    assert.deepEqual([amr, acr], [['pwd', 'otp', 'mfa'], 'mfa']);
  });

  it('is asked for in words that an application knows, once the password is right', async () => {
    const { json } = await passwordGrant({});
    assert.deepEqual([json.error, json.error_description], ['invalid_grant', 'second_factor_required']);
    assert.match((await legacyLogin({})).json.error.message, /second factor/);
  });

  it('is what an application gets that asks for it with acr_values, or nothing', async () => {
    const acr_values = 'mfa tenantName:Hogwarts';
    assert.equal((await passwordGrant({ otp: app.code(), acr_values })).status, 200);
    await gatehouse.store.factors.deleteOfUser(account);
    assert.equal((await passwordGrant({})).status, 200);
    assert.equal((await passwordGrant({ acr_values })).json.error_description, 'second_factor_required');
    await using _off = await setSetting(gatehouse, 'Auth.SecondFactor.Mode', 'off');
    assert.equal((await passwordGrant({ acr_values })).json.error_description, 'second_factor_required');
  });
});
