import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { setSetting } from '../support/settings.ts';
import { userToken } from '../support/user-token.ts';

const gatehouse = useGatehouse();
const body = { oldPassword: 'al0h0m0ra-account', newPassword: 'exp3cto-patronum' };
const minuteMs = 60_000;
const withCode = ['pwd', 'otp', 'mfa'];
let account: Account;

beforeEach(async () => {
  account = await createAccount(gatehouse, body.oldPassword);
});

const stepsUp = () => setSetting(gatehouse, 'Auth.SecondFactor.StepUpApi', 'true');

const setUpFactor = () =>
  gatehouse.store.factors.insert({
    ...{ organizationId: account.organizationId, id: newId(), userId: account.id, kind: 'totp', name: 'Telephone' },
    ...{ state: '{"step":0}', sealedSecret: null, createdAt: Date.now(), lastUsedAt: null },
  });

/** Changes the own password over both addresses, the last time that it works. */
const change = (bearer: string, path: string) => apiOf(gatehouse, () => bearer)('POST', path, body);
const paths = () => ['/api/Account/ChangePassword', `/api/User/${account.id.toUpperCase()}/changepassword`] as const;

async function statuses(special: Parameters<typeof userToken>[3]): Promise<readonly number[]> {
  const bearer = await userToken(gatehouse, account, ['PM.User'], special);
  const answers = [];
  for (const path of paths()) answers.push((await change(bearer, path)).status);
  return answers;
}

describe('a person who changes the own password over the API, where the organization wants a recent sign-in', () => {
  it('may when it was a moment ago', async () => {
    await using _setting = await stepsUp();
    for (const path of paths()) {
      account = await createAccount(gatehouse, body.oldPassword);
      const bearer = await userToken(gatehouse, account, ['PM.User'], { signedInAt: Date.now() - 14 * minuteMs });
      assert.equal((await change(bearer, path.replace(/User\/[^/]+/, `User/${account.id}`))).status, 200);
    }
  });

  it('is asked to sign in again when it was long ago', async () => {
    await using _setting = await stepsUp();
    await using _minutes = await setSetting(gatehouse, 'Auth.SecondFactor.StepUpMinutes', '5');
    assert.deepEqual(await statuses({ signedInAt: Date.now() - 6 * minuteMs }), [401, 401]);
    const bearer = await userToken(gatehouse, account, ['PM.User'], { signedInAt: Date.now() - 6 * minuteMs });
    const { headers } = await change(bearer, paths()[0]);
    assert.equal(
      headers.get('www-authenticate'),
      'Bearer error="insufficient_user_authentication", error_description="A more recent or stronger sign-in is needed", ' +
        'max_age="300"',
    );
  });

  it('is asked for the second factor, if there is one', async () => {
    await using _setting = await stepsUp();
    await setUpFactor();
    assert.deepEqual(await statuses({ amr: ['pwd'] }), [401, 401]);
    const { headers } = await change(await userToken(gatehouse, account, ['PM.User']), paths()[0]);
    assert.match(headers.get('www-authenticate') ?? '', /acr_values="mfa", max_age="900"$/);
    assert.deepEqual((await statuses({ amr: withCode }))[0], 200);
  });

  it('is not asked for one that the organization does not want any more', async () => {
    await using _setting = await stepsUp();
    await using _mode = await setSetting(gatehouse, 'Auth.SecondFactor.Mode', 'off');
    await setUpFactor();
    assert.equal((await statuses({}))[0], 200);
  });

  it('cannot with a personal access token, which comes from no sign-in', async () => {
    await using _setting = await stepsUp();
    const { value } = await createPersonalToken(gatehouse, account, ['PM.User']);
    for (const path of paths()) assert.equal((await change(value, path)).status, 401);
  });
});

describe('a recent sign-in', () => {
  it('is asked of no application', async () => {
    await using _setting = await stepsUp();
    await setUpFactor();
    assert.equal((await change(await token(gatehouse), paths()[1])).status, 200);
  });

  it('is asked of nobody where the organization does not say so', async () => {
    await setUpFactor();
    assert.equal((await statuses({ signedInAt: Date.now() - 600 * minuteMs }))[0], 200);
  });
});
