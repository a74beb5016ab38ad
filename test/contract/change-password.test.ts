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
