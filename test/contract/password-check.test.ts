import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf, type CallApi } from '../support/api.ts';
import { giveFactor } from '../support/factors.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { postChange, send, token } from '../support/http.ts';
import { setSetting } from '../support/settings.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const present = 'al0h0m0ra-account';
let bearer: string;
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.User PM.Setting');
});
const application = apiOf(gatehouse, () => bearer);
const check = ({ id }: Account, body: object, call: CallApi = application) =>
  call('POST', `/api/User/${id}/checkpassword`, body);
/** What each rule says, by code. */
const verdicts = ({ json }: Awaited<ReturnType<typeof check>>) =>
  Object.fromEntries(json.rules.map(({ code, isKept }: { code: string; isKept: boolean | null }) => [code, isKept]));

/** All that a check could leave behind. */
async function traces(account: Account) {
  const { db } = gatehouse;
  const of = (table: 'credentials' | 'password_history' | 'password_attempts' | 'login_attempts') =>
    db.selectFrom(table).selectAll().where('user_id', '=', account.id).execute();
  const entries = await gatehouse.store.audit.after(world.organization.id, 0, 100_000);
  return {
    ...{ credentials: await of('credentials'), history: await of('password_history') },
    ...{ attempts: await of('password_attempts'), logins: await of('login_attempts') },
    entries: entries.filter(({ targetId }) => targetId === account.id).length,
  };
}

describe('checkpassword', () => {
  it('says of every rule whether a password keeps it, with what it asks for', async () => {
    const { status, json } = await check(await createAccount(gatehouse, present), { newPassword: 'lumos' });
    assert.equal(status, 200);
    assert.deepEqual(json, {
      succeeded: false,
      rules: [
        { code: 'PasswordTooShort', description: 'at least 8 characters', isKept: false },
        { code: 'PasswordRequiresDigit', description: 'a digit (0–9)', isKept: false },
        { code: 'PasswordRequiresLower', description: 'a lower-case letter (a–z)', isKept: true },
        { code: 'PasswordRequiresUniqueChars', description: 'at least 1 different character', isKept: true },
        { code: 'PasswordReused', description: 'to be none of your latest passwords', isKept: null },
      ],
    });
  });

  it('asks for a shorter password of who has a second factor, where the organization does', async () => {
    await using _ = await setSetting(gatehouse, 'Auth.Password.LengthWithSecondFactor', '7');
    const [one, other] = [await createAccount(gatehouse, present), await createAccount(gatehouse, present)];
    await giveFactor(gatehouse, one);
    await giveFactor(gatehouse, other, 'emailCode');
    const isLong = async (account: Account) =>
      verdicts(await check(account, { newPassword: 'lum0s1x' })).PasswordTooShort;
    assert.deepEqual(
      [await isLong(one), await isLong(other)],
      [true, false],
      'a code in a mail is none beside which it may',
    );
  });

  it('speaks the language that the person has chosen, else the one that is asked for', async () => {
    const account = await createAccount(gatehouse, present);
    const own = await userToken(gatehouse, account, ['PM.User', 'PM.Setting']);
    const first = async (language: string) => {
      const { json } = await send(`${gatehouse.url}/identity/api/User/${account.id}/checkpassword`, {
        method: 'POST',
        headers: { authorization: `Bearer ${own}`, 'content-type': 'application/json', 'accept-language': language },
        body: JSON.stringify({ newPassword: 'x' }),
      });
      return json.rules[0].description;
    };
    assert.equal(await first('de-AT'), 'mindestens 8 Zeichen');
    const settings = [{ key: 'UserLanguage.Language', value: 'ro' }];
    await apiOf(gatehouse, () => own)('PUT', '/api/Setting', { settings, userId: account.id });
    assert.equal(await first('de-AT'), 'cel puțin 8 caractere');
  });

  it('changes nothing, counts nothing and records nothing, and does not tell whether a password is or was the one', async () => {
    const account = await createAccount(gatehouse, present);
    const before = await traces(account);
    for (const newPassword of [present, 'wr0ng-password', '', 'x']) {
      assert.equal(verdicts(await check(account, { newPassword })).PasswordReused, null);
    }
    assert.deepEqual(await traces(account), before);
  });

  it('is for the person, administrators and applications that may change the password, and for nobody else', async () => {
    const [account, other] = [await createAccount(gatehouse, present), await createAccount(gatehouse, present)];
    const as = async (who: Account, scope: string) => {
      const own = await userToken(gatehouse, who, [scope]);
      return (
        await check(
          account,
          { newPassword: 'x' },
          apiOf(gatehouse, () => own),
        )
      ).status;
    };
    assert.deepEqual([await as(account, 'PM.User.Write'), await as(account, 'PM.User.Read')], [200, 403]);
    assert.equal(await as(other, 'PM.User.Write'), 403);
    assert.equal((await application('POST', `/api/User/${newId()}/checkpassword`, { newPassword: 'x' })).status, 404);
  });

  it('refuses what is longer than any password, as a change does', async () => {
    const account = await createAccount(gatehouse, present);
    const tooLong = await check(account, { newPassword: '🔑'.repeat(4097) });
    assert.deepEqual([tooLong.status, Object.keys(tooLong.json.errors)], [400, ['NewPassword']]);
    const longest = await check(account, { newPassword: `a1${'🔑'.repeat(4094)}` });
    assert.deepEqual([longest.status, longest.json.succeeded], [200, true]);
  });
});

describe('checkpassword with the current password', () => {
  it('says whether the new one was used before, and leaves no trace when the current one is right', async () => {
    await using _ = await setSetting(gatehouse, 'Auth.Password.PreviousUseLimit', '3');
    const account = await createAccount(gatehouse, present);
    const change = { oldPassword: present, newPassword: 'exp3cto-patronum' };
    assert.equal((await postChange(gatehouse, { bearer, userId: account.id }, change)).status, 200);
    const before = await traces(account);
    const reused = async (newPassword: string) =>
      verdicts(await check(account, { newPassword, oldPassword: 'exp3cto-patronum' })).PasswordReused;
    assert.deepEqual([await reused(present), await reused('exp3cto-patronum')], [false, false]);
    assert.equal(await reused('lum0s-maxima-now'), true);
    assert.deepEqual(await traces(account), before);
  });

  it('does not look at what was used before while another rule is broken', async () => {
    const account = await createAccount(gatehouse, present);
    const answer = await check(account, { newPassword: 'x', oldPassword: 'wr0ng-password' });
    assert.deepEqual([answer.status, verdicts(answer).PasswordReused], [200, null]);
  });

  it('refuses a wrong one, counts it and locks, as a change does, and then says nothing whatever is sent', async () => {
    await using _ = await setSetting(gatehouse, 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', '2');
    const account = await createAccount(gatehouse, present);
    const code = async (oldPassword: string) =>
      (await check(account, { newPassword: 'lum0s-maxima-now', oldPassword })).json.errors[0].code;
    assert.equal(await code('wr0ng-password'), 'PasswordMismatch');
    assert.equal(await code('wr0ng-passw0rd'), 'PasswordMismatch');
    assert.equal(await code(present), 'UserLockedOut');
    const { logins, entries } = await traces(account);
    assert.equal(logins.length >= 2 && entries >= 3, true);
    const change = { oldPassword: present, newPassword: 'lum0s-maxima-now' };
    const { json } = await postChange(gatehouse, { bearer, userId: account.id }, change);
    assert.equal(json.errors[0].code, 'UserLockedOut');
  });
});

describe('a caller who has passwords checked again and again', () => {
  it('is told to wait after 120 in a minute, and others are not', async () => {
    const [eager, other] = [await createAccount(gatehouse, present), await createAccount(gatehouse, present)];
    const asking = async (who: Account) => {
      const own = await userToken(gatehouse, who, ['PM.User']);
      const call = apiOf(gatehouse, () => own);
      return () => check(who, { newPassword: 'x' }, call);
    };
    const [eagerly, seldom] = [await asking(eager), await asking(other)];
    const answers = await Promise.all(Array.from({ length: 120 }, eagerly));
    assert.ok(answers.every(({ status }) => status === 200));
    const { status, headers } = await eagerly();
    assert.equal(status, 429);
    assert.ok(Number(headers.get('retry-after')) > 0);
    assert.equal((await seldom()).status, 200);
  });
});
