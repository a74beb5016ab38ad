import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Account, createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, postChange, token } from '../support/http.ts';
import { setSetting } from '../support/settings.ts';
import { world } from '../support/world.ts';

let bearer: string;
let account: Account;
const gatehouse = useGatehouse(async (started) => {
  bearer = await token(started);
});

beforeEach(async () => {
  account = await createAccount(gatehouse, 'al0h0m0ra-account');
});

const change = (oldPassword: unknown, newPassword: unknown): Promise<Answer> =>
  postChange(gatehouse, { bearer, userId: account.id }, { oldPassword, newPassword });

const mismatch = { succeeded: false, errors: [{ code: 'PasswordMismatch', description: 'Incorrect password.' }] };
const codes = (answer: Answer): string[] => answer.json.errors.map((error: { code: string }) => error.code);

describe('changing a password', () => {
  it('answers the exact success body, and the new password is the one that counts from then on', async () => {
    const answer = await change('al0h0m0ra-account', 'patr0nu5');
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.equal(answer.text, '{"succeeded":true,"errors":[]}');
    assert.deepEqual((await change('al0h0m0ra-account', 'lum0s-maxima')).json, mismatch);
    assert.equal((await change('patr0nu5', 'lum0s-maxima')).status, 200);
  });

  it("serves the guides' own example", async () => {
    const options = { bearer, userId: world.harry.id, prefix: `/${world.organization.name}/${world.tenant}/identity_` };
    const answer = await postChange(gatehouse, options, { oldPassword: world.harry.password, newPassword: 'patr0nu5' });
    assert.equal(answer.text, '{"succeeded":true,"errors":[]}');
  });

  for (const [what, oldPassword] of [
    ['wrong', 'wrong'],
    ['null', null],
    ['absent', undefined],
    ['empty', ''],
    ['longer than any password can be', 'x'.repeat(5000)],
  ] as const) {
    it(`answers PasswordMismatch alone when the old password is ${what}, however bad the new one is`, async () => {
      const answer = await change(oldPassword, '');
      assert.equal(answer.status, 400);
      assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
      assert.deepEqual(answer.json, mismatch);
    });
  }

  it('answers PasswordMismatch for an account that has no password', async () => {
    account = await createAccount(gatehouse, null);
    assert.deepEqual((await change('anything', 'patr0nu5')).json, mismatch);
    assert.deepEqual((await change('', 'patr0nu5')).json, mismatch);
  });

  it('names every broken rule of the default policy, in order', async () => {
    const answer = await change('al0h0m0ra-account', 'SPRING');
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.json, {
      succeeded: false,
      errors: [
        { code: 'PasswordTooShort', description: 'Passwords must be at least 8 characters.' },
        { code: 'PasswordRequiresDigit', description: "Passwords must have at least one digit ('0'-'9')." },
        { code: 'PasswordRequiresLower', description: "Passwords must have at least one lowercase ('a'-'z')." },
      ],
    });
  });

  for (const [what, newPassword] of [
    ['null', null],
    ['absent', undefined],
    ['empty', ''],
  ] as const) {
    it(`judges a new password that is ${what} as an empty one`, async () => {
      assert.deepEqual(codes(await change('al0h0m0ra-account', newPassword)), [
        'PasswordTooShort',
        'PasswordRequiresDigit',
        'PasswordRequiresLower',
        'PasswordRequiresUniqueChars',
      ]);
    });
  }

  it('takes the policy from the settings of the organization', async () => {
    const complexity = { hasSpecialCharacter: true, hasUppercase: true, Length: '12' };
    await using _ = await setSetting(gatehouse, 'Auth.Password.PasswordComplexity', JSON.stringify(complexity));
    assert.deepEqual(codes(await change('al0h0m0ra-account', 'patr0nu5')), [
      'PasswordTooShort',
      'PasswordRequiresNonAlphanumeric',
      'PasswordRequiresUpper',
    ]);
    assert.equal((await change('al0h0m0ra-account', 'Expecto-Patr0num')).status, 200);
  });

  it('refuses the current password as the new one, and with no limit set accepts it', async () => {
    assert.deepEqual((await change('al0h0m0ra-account', 'al0h0m0ra-account')).json, {
      succeeded: false,
      errors: [{ code: 'PasswordReused', description: 'The password was used recently. Choose a different one.' }],
    });
    await using _ = await setSetting(gatehouse, 'Auth.Password.PreviousUseLimit', '0');
    assert.equal((await change('al0h0m0ra-account', 'al0h0m0ra-account')).status, 200);
  });

  it('refuses the last N passwords and accepts the one before them', async () => {
    await using _ = await setSetting(gatehouse, 'Auth.Password.PreviousUseLimit', '3');
    await change('al0h0m0ra-account', 'second-passw0rd');
    await change('second-passw0rd', 'third-passw0rd');
    assert.deepEqual(codes(await change('third-passw0rd', 'al0h0m0ra-account')), ['PasswordReused']);
    await change('third-passw0rd', 'fourth-passw0rd');
    assert.equal((await change('fourth-passw0rd', 'al0h0m0ra-account')).status, 200);
  });

  it('reads numbers and booleans as their text, members in any letter case, and the last of a repeated one', async () => {
    const body = '{"OLDPASSWORD":"x","oldpassword":"al0h0m0ra-account","NewPassword":12345678,"other":{"a":[1]}}';
    assert.deepEqual(codes(await postChange(gatehouse, { bearer, userId: account.id }, body)), [
      'PasswordRequiresLower',
    ]);
  });

  it('refuses a new password that is too long to hash with a validation problem, and changes nothing', async () => {
    const answer = await change('al0h0m0ra-account', `a1${'x'.repeat(5000)}`);
    assert.equal(answer.status, 400);
    assert.deepEqual(Object.keys(answer.json.errors), ['NewPassword']);
    assert.equal((await change('al0h0m0ra-account', 'patr0nu5')).status, 200);
  });

  it('lets exactly one of two identical requests succeed', async () => {
    const answers = await Promise.all([1, 2].map(() => change('al0h0m0ra-account', 'patr0nu5')));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    const [lost] = answers.filter(({ status }) => status === 400);
    assert.match(lost?.text ?? '', /ConcurrencyFailure|PasswordMismatch/);
  });
});

describe('the lock-out', () => {
  const lockedOut = { succeeded: false, errors: [{ code: 'UserLockedOut', description: 'The user is locked out.' }] };

  it('locks after ten wrong passwords in a row, and then examines no password', async () => {
    for (let attempt = 0; attempt < 10; attempt++) assert.deepEqual((await change('wrong', 'patr0nu5')).json, mismatch);
    const answer = await change('al0h0m0ra-account', 'patr0nu5');
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.json, lockedOut);
  });

  it('starts counting anew after a success', async () => {
    for (let attempt = 0; attempt < 9; attempt++) await change('wrong', 'patr0nu5');
    assert.equal((await change('al0h0m0ra-account', 'patr0nu5')).status, 200);
    for (let attempt = 0; attempt < 9; attempt++) await change('wrong', 'patr0nu5');
    assert.equal((await change('patr0nu5', 'lum0s-maxima')).status, 200);
  });

  it('does not count a right old password whose new one is refused', async () => {
    for (let attempt = 0; attempt < 12; attempt++) {
      assert.deepEqual(codes(await change('al0h0m0ra-account', 'weak')), ['PasswordTooShort', 'PasswordRequiresDigit']);
    }
    assert.equal((await change('al0h0m0ra-account', 'patr0nu5')).status, 200);
  });

  it('gives two hundred parallel guesses no more verifications than the limit', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => change(`guess-${n}`, 'patr0nu5')));
    for (let attempt = 0; attempt < 10; attempt++) answers.push(await change('guess', 'patr0nu5'));
    const compared = answers.filter(({ status }) => status !== 429); // The others find too many waiting for the account.
    assert.ok(compared.length >= 18, String(compared.length));
    assert.equal(compared.filter((answer) => codes(answer)[0] === 'PasswordMismatch').length, 10);
    assert.equal(compared.filter((answer) => codes(answer)[0] === 'UserLockedOut').length, compared.length - 10);
  });

  it('opens again when its time is over', async () => {
    await using _ = await setSetting(gatehouse, 'Auth.UserLockOut.DefaultAccountLockoutSeconds', '600');
    for (let attempt = 0; attempt < 10; attempt++) await change('wrong', 'patr0nu5');
    assert.deepEqual((await change('al0h0m0ra-account', 'patr0nu5')).json, lockedOut);
    const passTime = gatehouse.db
      .updateTable('password_attempts')
      .set(({ eb }) => ({ locked_until: eb('locked_until', '-', 600_000) }))
      .where('user_id', '=', account.id);
    await passTime.execute();
    assert.deepEqual((await change('wrong', 'patr0nu5')).json, mismatch);
    assert.equal((await change('al0h0m0ra-account', 'patr0nu5')).status, 200);
  });

  it('can be switched off, and takes its limit from the settings', async () => {
    {
      await using _ = await setSetting(gatehouse, 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', '2');
      await change('wrong', 'patr0nu5');
      await change('wrong', 'patr0nu5');
      assert.deepEqual((await change('al0h0m0ra-account', 'patr0nu5')).json, lockedOut);
    }
    account = await createAccount(gatehouse, 'al0h0m0ra-account');
    await using _ = await setSetting(gatehouse, 'Auth.UserLockOut.IsEnabled', 'false');
    for (let attempt = 0; attempt < 12; attempt++) await change('wrong', 'patr0nu5');
    assert.equal((await change('al0h0m0ra-account', 'patr0nu5')).status, 200);
  });
});

describe('who may change a password', () => {
  const body = { oldPassword: 'al0h0m0ra-account', newPassword: 'patr0nu5' };
  const as = (mine: string, userId = account.id) => postChange(gatehouse, { bearer: mine, userId }, body);

  for (const scope of ['PM.User', 'PM.User.Write']) {
    it(`is an application with ${scope}`, async () => {
      assert.equal((await as(await token(gatehouse, scope))).status, 200);
    });
  }

  it('is nobody with a read scope or another one: 403 with the scope body', async () => {
    const answer = await as(await token(gatehouse, 'PM.User.Read PM.Group'));
    assert.equal(answer.status, 403);
    assert.deepEqual(answer.json, {
      errorMessage: "Scope(s) 'PM.User.Read,PM.Group' is(are) invalid. Expect to have 'PM.User' or 'PM.User.Write'. ",
    });
  });

  it('is no application of another organization: 403', async () => {
    const answer = await as(await token(gatehouse, 'PM.User', world.otherApplication));
    assert.equal(answer.status, 403);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json; charset=utf-8');
    assert.equal(answer.json.title, 'Forbidden');
  });

  it('answers 404 for a uuid that no user has, the all-zero one among them', async () => {
    for (const id of ['3fa85f64-5717-4562-b3fc-2c963f66afa6', '00000000-0000-0000-0000-000000000000']) {
      const answer = await as(bearer, id);
      assert.equal(answer.status, 404);
      assert.equal(answer.json.message, 'The entity was not found.');
    }
  });

  it('answers 404 for a deleted user', async () => {
    await gatehouse.db.updateTable('users').set({ deleted_at: 1 }).where('id', '=', account.id).execute();
    assert.equal((await as(bearer)).status, 404);
  });

  it('answers a validation problem for an id that is no uuid and that no user has', async () => {
    const answer = await as(bearer, 'x y');
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.json.errors, { userId: ["The value 'x y' is not valid."] });
  });

  it('finds a user by every spelling of its uuid', async () => {
    const spellings = [account.id.toUpperCase(), `{${account.id}}`, account.id.replaceAll('-', '')];
    for (const id of spellings)
      assert.deepEqual(codes(await postChange(gatehouse, { bearer, userId: id }, {})), ['PasswordMismatch']);
  });
});

describe('what a change leaves behind', () => {
  it('tells in a header how much of each kind has ended, and the audit entry lists the same', async () => {
    const values = { account_id: account.accountId, payload: '{}', expires_at: null, consumed_at: null };
    const row = { ...values, organization_id: account.organizationId, grant_id: null, uid: null };
    const models = ['Session', 'RefreshToken', 'RefreshToken', 'AuthorizationCode', 'DeviceCode', 'Grant'];
    const rows = models.map((model, n) => ({ ...row, model, id: `${n}-${account.id}` }));
    await gatehouse.db.insertInto('grants').values(rows).execute();
    const insertToken = (id: string) =>
      gatehouse.store.personalAccessTokens.insert(
        {
          ...{ organizationId: account.organizationId, id, userId: account.id, description: '', scopes: [] },
          ...{ createdAt: 0, expiresAt: Date.now() + 60_000, lastUsedAt: null },
        },
        id,
      );
    await insertToken(`kept-${account.id}`);
    const kept = await change('al0h0m0ra-account', 'patr0nu5');
    assert.equal(
      kept.headers.get('gatehouse-revoked'),
      'sessions=1, refresh-tokens=2, codes=1, device-grants=1, personal-access-tokens=0',
    );
    await using _ = await setSetting(gatehouse, 'Auth.PersonalAccessToken.RevokeOnPasswordChange', 'true');
    const ended = await change('patr0nu5', 'lum0s-maxima');
    assert.equal(
      ended.headers.get('gatehouse-revoked'),
      'sessions=0, refresh-tokens=0, codes=0, device-grants=0, personal-access-tokens=1',
    );
    const entries = await gatehouse.db
      .selectFrom('audit_entries')
      .select('details')
      .where('target_id', '=', account.id)
      .where('action', '=', 'ChangedPassword')
      .orderBy('sequence')
      .execute();
    const counts = { sessions: 0, refreshTokens: 0, codes: 0, deviceGrants: 0 };
    assert.deepEqual(
      entries.map(({ details }) => JSON.parse(details)),
      [
        {
          ...{ sessions: 1, refreshTokens: 2, codes: 1, deviceGrants: 1 },
          ...{ personalAccessTokens: 0, keptPersonalAccessTokens: 1 },
        },
        { ...counts, personalAccessTokens: 1, keptPersonalAccessTokens: 0 },
      ],
    );
    assert.equal((await change('lum0s-maxima', 'weak')).headers.get('gatehouse-revoked'), null);
  });

  it('ends the sessions, refresh tokens and codes of the user, and of nobody else', async () => {
    const other = await createAccount(gatehouse, 'al0h0m0ra-account');
    for (const owner of [account, other]) {
      for (const model of ['Session', 'RefreshToken', 'AuthorizationCode']) {
        await gatehouse.db
          .insertInto('grants')
          .values({
            organization_id: owner.organizationId,
            model,
            id: `${model}-${owner.id}`,
            account_id: owner.accountId,
            payload: '{}',
            expires_at: null,
            consumed_at: null,
            grant_id: null,
            uid: null,
          })
          .execute();
      }
    }
    await change('al0h0m0ra-account', 'patr0nu5');
    const left = await gatehouse.db.selectFrom('grants').select('account_id').execute();
    assert.deepEqual(new Set(left.map((row) => row.account_id)), new Set([other.accountId]));
  });

  it('records success, failure and lock-out in the audit log, with the actor and without a secret', async () => {
    await change('wrong-Secret-1', 'patr0nu5');
    await change('al0h0m0ra-account', 'patr0nu5');
    for (let attempt = 0; attempt < 10; attempt++) await change('wrong-Secret-1', 'wrong-Secret-2');
    const entries = await gatehouse.db
      .selectFrom('audit_entries')
      .selectAll()
      .where('target_id', '=', account.id)
      .where('action', '!=', 'Create')
      .orderBy('sequence')
      .execute();
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['ChangePasswordFailed', 'ChangedPassword', ...Array(10).fill('ChangePasswordFailed'), 'LockedOut'],
    );
    const [failed] = entries;
    assert.equal(failed?.actor_id, world.application.id);
    assert.equal(failed?.details, '{"reasons":"PasswordMismatch"}');
    assert.doesNotMatch(JSON.stringify(entries), /Secret|patr0nu5|al0h0m0ra|argon2/);
  });

  it('puts a notice for the user into the outbox, and none for a change that failed', async () => {
    const notices = () =>
      gatehouse.db
        .selectFrom('outbox')
        .select(['kind', 'payload'])
        .where('payload', 'like', `%${account.id}%`)
        .execute();
    await change('wrong', 'patr0nu5');
    assert.equal((await notices()).length, 0);
    await change('al0h0m0ra-account', 'patr0nu5');
    const [notice, ...more] = await notices();
    assert.equal(notice?.kind, 'PasswordChanged');
    assert.equal(more.length, 0);
    assert.doesNotMatch(notice?.payload ?? '', /patr0nu5|al0h0m0ra/);
  });

  it('writes a log line with the trace id and without a secret', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    await postChange(
      gatehouse,
      { bearer, userId: account.id, headers: { traceparent } },
      { oldPassword: 'wrong-Secret-1', newPassword: 'b' },
    );
    const [line] = gatehouse.logLines.filter((entry) => entry.traceId === '4bf92f3577b34da6a3ce929d0e0e4736');
    assert.equal(line?.operation, 'User_ChangePassword');
    assert.equal(line?.failure, 'PasswordMismatch');
    assert.doesNotMatch(JSON.stringify(gatehouse.logLines), /Secret|eyJ/);
  });

  it('sets the modification time and clears the flag that forces a change', async () => {
    await gatehouse.db.updateTable('credentials').set({ must_change: 1 }).where('user_id', '=', account.id).execute();
    await change('al0h0m0ra-account', 'patr0nu5');
    const user = await gatehouse.db
      .selectFrom('users')
      .select('modified_at')
      .where('id', '=', account.id)
      .executeTakeFirst();
    const credential = await gatehouse.db
      .selectFrom('credentials')
      .select('must_change')
      .where('user_id', '=', account.id)
      .executeTakeFirst();
    assert.ok((user?.modified_at ?? 0) > 0);
    assert.equal(credential?.must_change, 0);
  });

  it('writes a sign-in attempt for a wrong old password alone', async () => {
    const rows = () =>
      gatehouse.db.selectFrom('login_attempts').selectAll().where('user_id', '=', account.id).execute();
    for (const oldPassword of ['wrong', 'al0h0m0ra-account']) await change(oldPassword, 'weak');
    await change('al0h0m0ra-account', 'patr0nu5');
    assert.deepEqual(
      (await rows()).map(({ user_name_or_email, result }) => [user_name_or_email, result]),
      [[`user-${account.id}`, 'invalidPassword']],
    );
  });

  it('leaves nothing behind for an old password that can be nobody’s, and locks nobody out', async () => {
    const entries = () => gatehouse.db.selectFrom('audit_entries').selectAll().execute();
    const before = (await entries()).length;
    for (let n = 0; n < 12; n++)
      assert.deepEqual((await change(n % 2 ? '' : 'x'.repeat(5000), 'patr0nu5')).json, mismatch);
    assert.equal((await entries()).length, before);
    assert.equal((await change('al0h0m0ra-account', 'patr0nu5')).status, 200);
  });
});
