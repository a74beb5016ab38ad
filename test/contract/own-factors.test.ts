import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { codeOf } from '../support/second-factor.ts';
import { setSetting } from '../support/settings.ts';
import { userToken } from '../support/user-token.ts';

const gatehouse = useGatehouse();
const withCode = { amr: ['pwd', 'otp', 'mfa'] };
const minuteMs = 60_000;
const path = '/api/Account/AuthenticatorApp';
let account: Account;

beforeEach(async () => {
  account = await createAccount(gatehouse, 'al0h0m0ra-account');
});

async function as(special: Parameters<typeof userToken>[3] = {}, person = account, scopes = ['PM.User.Write']) {
  const bearer = await userToken(gatehouse, person, scopes, special);
  return apiOf(gatehouse, () => bearer);
}

async function setUp(api: Awaited<ReturnType<typeof as>>, name?: string) {
  const { secret, begun } = (await api('POST', path)).json;
  return await api('POST', `${path}/Confirm`, { begun, code: codeOf(secret), name });
}

const kinds = async () => (await gatehouse.store.factors.ofUser(account)).map(({ kind }) => kind).toSorted();

describe('an app for codes that is set up over the API', () => {
  it('is a second factor once its first code was right, and recovery codes are given out once', async () => {
    const api = await as(withCode);
    const begun = await api('POST', path);
    assert.equal(begun.status, 200);
    assert.match(begun.json.uri, new RegExp(`^otpauth://totp/Hogwarts:.*secret=${begun.json.secret}&`));
    const confirm = (code: string) => api('POST', `${path}/Confirm`, { begun: begun.json.begun, code });
    assert.equal((await confirm('000000')).status, 400);
    assert.deepEqual(await kinds(), []);
    const code = codeOf(begun.json.secret);
    const answers = await Promise.all([confirm(code), confirm(code)]);
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [201, 400]);
    assert.equal(answers.find(({ status }) => status === 201)?.json.recoveryCodes.length, 10);
    assert.deepEqual(await kinds(), ['recoveryCodes', 'totp']);
    const second = await setUp(await as(withCode), 'Owl');
    assert.deepEqual([second.status, second.json.name, second.json.recoveryCodes], [201, 'Owl', []]);
  });

  it('is nobody else’s, and nothing after half an hour', async () => {
    const { secret, begun } = (await (await as())('POST', path)).json;
    const other = await createAccount(gatehouse, null);
    const foreign = await (await as({}, other))('POST', `${path}/Confirm`, { begun, code: codeOf(secret) });
    assert.equal(foreign.status, 400);
    assert.equal((await (await as())('POST', `${path}/Confirm`, { begun: 'x', code: '000000' })).status, 400);
  });
});

describe('who manages the own factors over the API', () => {
  const all = [
    ['POST', path, undefined],
    ['POST', `${path}/Confirm`, { begun: 'x', code: '000000' }],
    ['POST', '/api/Account/RecoveryCodes', undefined],
    ['DELETE', '/api/Account/Factors/0198a5b1-7c11-7000-8000-000000000000', undefined],
  ] as const;
  const statuses = async (api: Awaited<ReturnType<typeof as>>) => {
    const answers = [];
    for (const [method, where, body] of all) answers.push(await api(method, where, body));
    return answers.map(({ status }) => status);
  };

  it('has signed in a short time ago, with a second factor if there is one, whatever the organization asks for', async () => {
    assert.deepEqual(await statuses(await as({ signedInAt: Date.now() - 16 * minuteMs })), [401, 401, 401, 401]);
    assert.deepEqual(await statuses(await as()), [200, 400, 400, 404]);
    assert.equal((await setUp(await as())).status, 201);
    assert.deepEqual(await statuses(await as()), [401, 401, 401, 401]);
    const { headers } = await (await as())('POST', path);
    assert.match(headers.get('www-authenticate') ?? '', /acr_values="mfa", max_age="900"$/);
    assert.deepEqual(await statuses(await as(withCode)), [200, 400, 200, 404]);
  });

  it('is a person in person: no application, no personal access token, nobody without the scope', async () => {
    const bearer = await token(gatehouse);
    assert.deepEqual(await statuses(apiOf(gatehouse, () => bearer)), [403, 403, 403, 403]);
    const { value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    assert.deepEqual(await statuses(apiOf(gatehouse, () => value)), [401, 401, 401, 401]);
    assert.deepEqual(await statuses(await as({}, account, ['PM.User.Read'])), [403, 403, 403, 403]);
  });

  it('replaces recovery codes, and removes what is not required', async () => {
    const { id, recoveryCodes } = (await setUp(await as())).json;
    const api = await as(withCode);
    const made = (await api('POST', '/api/Account/RecoveryCodes')).json.recoveryCodes as string[];
    assert.deepEqual([made.length, made.some((one) => recoveryCodes.includes(one))], [10, false]);
    const other = await as({}, await createAccount(gatehouse, null));
    assert.equal((await other('DELETE', `/api/Account/Factors/${id}`)).status, 404);
    await using required = await setSetting(gatehouse, 'Auth.SecondFactor.Mode', 'required');
    assert.equal((await api('DELETE', `/api/Account/Factors/${id}`)).status, 400);
    await required[Symbol.asyncDispose]();
    assert.equal((await api('DELETE', `/api/Account/Factors/${id}`)).status, 204);
    assert.deepEqual(await kinds(), []);
  });
});

describe('a personal access token', () => {
  it('is made, and given another value, after a recent sign-in where the organization wants one', async () => {
    const expiryTime = new Date(Date.now() + 86_400_000).toISOString();
    const fields = { description: 'Owl post', scopes: ['PM.User.Write'], expiryTime };
    const [old, fresh] = [await as({ signedInAt: Date.now() - 16 * minuteMs }), await as()];
    const { id } = (await old('POST', '/api/ReferenceToken', fields)).json;
    const change = { description: 'Owls', expiryTime };
    assert.equal((await old('PUT', `/api/ReferenceToken/${id}`, change)).status, 200);
    await using _setting = await setSetting(gatehouse, 'Auth.SecondFactor.StepUpApi', 'true');
    assert.equal((await old('POST', '/api/ReferenceToken', fields)).status, 401);
    assert.equal((await old('PUT', `/api/ReferenceToken/${id}`, change)).status, 401);
    assert.equal((await old('PUT', `/api/ReferenceToken/${id}`, { description: 'Owls' })).status, 200);
    assert.equal((await fresh('POST', '/api/ReferenceToken', fields)).status, 201);
    assert.equal((await fresh('PUT', `/api/ReferenceToken/${id}`, change)).status, 200);
  });
});
