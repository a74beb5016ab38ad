import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { secondFactorPolicy } from '../directory/second-factor.ts';
import { passwordPresets, type SettingKey, type SettingValues, settingDefaults } from '../directory/setting.ts';
import { defaultPolicy } from './policy.ts';
import { historyKept, passwordRules, signInRules } from './rules.ts';

const having = (key: SettingKey, value: string): SettingValues => ({ ...settingDefaults, [key]: value });
/** What nobody can read as a number of anything. */
const unreadable = ['', ' ', 'x', '-1', '1.5', '1e3', '0x10', '1,000', '٣', 'NaN', '1234567890'];

describe('what an organization asks of passwords', () => {
  it('is the documented default while nothing is set', () => {
    assert.deepEqual(passwordRules(settingDefaults), {
      policy: defaultPolicy,
      policyWithSecondFactor: defaultPolicy,
      previousUseLimit: 1,
      lockout: { isEnabled: true, maxFailedAttempts: 10, lockoutMs: 300_000, isPerSource: true },
    });
  });

  it('is the policy that is set, and the default policy where that cannot be read', () => {
    const policy = (value: string) => passwordRules(having('Auth.Password.PasswordComplexity', value)).policy;
    const { minimumLength, requireUpper } = policy('{"hasUppercase":true,"Length":"14"}');
    assert.deepEqual([minimumLength, requireUpper], [14, true]);
    for (const value of ['', '{', '[]', 'none']) assert.deepEqual(policy(value), defaultPolicy, value);
  });

  it('is a shorter password of those who have a second factor, where that is set and there are second factors', () => {
    const nist = { ...settingDefaults, ...passwordPresets.nist };
    const lengths = (settings: SettingValues) => {
      const { policy, policyWithSecondFactor } = passwordRules(settings);
      return [policy.minimumLength, policyWithSecondFactor.minimumLength];
    };
    assert.deepEqual(lengths(nist), [15, 8]);
    assert.deepEqual(lengths({ ...nist, 'Auth.SecondFactor.Mode': 'off' }), [15, 15]);
    assert.deepEqual(lengths({ ...nist, 'Auth.Password.LengthWithSecondFactor': '1' }), [15, 1]);
    for (const value of [...unreadable, '0', '20']) {
      assert.deepEqual(lengths({ ...nist, 'Auth.Password.LengthWithSecondFactor': value }), [15, 15], value);
    }
  });

  it('is that so many of the latest passwords are not chosen again, as many as are kept at most', () => {
    const limit = (value: string) => passwordRules(having('Auth.Password.PreviousUseLimit', value)).previousUseLimit;
    for (const [value, expected] of [
      ['0', 0],
      ['1', 1],
      [' 5 ', 5],
      ['10', historyKept],
      ['11', historyKept],
      ['999999999', historyKept],
    ] as const) {
      assert.equal(limit(value), expected, value);
    }
    for (const value of unreadable) assert.equal(limit(value), 1, value);
  });

  it('locks after as many failures and for as long as is set, and never after none or for no time', () => {
    const failures = 'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout';
    const seconds = 'Auth.UserLockOut.DefaultAccountLockoutSeconds';
    for (const value of [1, 3, 999_999_999]) {
      assert.equal(passwordRules(having(failures, `${value}`)).lockout.maxFailedAttempts, value);
      assert.equal(passwordRules(having(seconds, `${value}`)).lockout.lockoutMs, value * 1000);
    }
    for (const value of [...unreadable, '0']) {
      assert.equal(passwordRules(having(failures, value)).lockout.maxFailedAttempts, 10, value);
      assert.equal(passwordRules(having(seconds, value)).lockout.lockoutMs, 300_000, value);
    }
  });

  it('is switched off by the word alone: what cannot be read leaves a protection on', () => {
    for (const [key, read] of [
      ['Auth.UserLockOut.IsEnabled', (values: SettingValues) => passwordRules(values).lockout.isEnabled],
      ['Auth.UserLockOut.PerSource', (values: SettingValues) => passwordRules(values).lockout.isPerSource],
      ['Auth.Password.RefuseCommonPasswords', (values: SettingValues) => passwordRules(values).policy.refusesCommon],
      [
        'Auth.Password.RefuseBreachedPasswords',
        (values: SettingValues) => passwordRules(values).policy.refusesBreached,
      ],
      ['Auth.Password.CheckBreachedAtSignIn', (values: SettingValues) => signInRules(values).looksUpBreached],
      ['Auth.Password.RefuseContextWords', (values: SettingValues) => passwordRules(values).policy.refusesContext],
      [
        'Auth.Password.ShouldChangePasswordAfterFirstLogin',
        (values: SettingValues) => signInRules(values).mustChangeFirst,
      ],
    ] as const) {
      for (const value of ['false', 'False', ' FALSE ']) assert.equal(read(having(key, value)), false, key);
      for (const value of ['true', '', '0', 'no', 'off', 'fals']) assert.equal(read(having(key, value)), true, value);
    }
  });
});

describe('what an organization asks of those who sign in', () => {
  it('is the documented default while nothing is set', () => {
    assert.deepEqual(signInRules(settingDefaults), {
      lockout: passwordRules(settingDefaults).lockout,
      expiresAfterMs: undefined,
      warnsOfExpiry: true,
      mustChangeFirst: true,
      looksUpBreached: false,
      isRestricted: false,
      needsConfirmedEmail: false,
      secondFactor: secondFactorPolicy(settingDefaults),
    });
  });

  it('is a new password after so many days, and none after 0 or what nobody can read', () => {
    const after = (value: string) => signInRules(having('Auth.Password.DefaultExpirationDays', value)).expiresAfterMs;
    assert.deepEqual([after('1'), after(' 90 ')], [86_400_000, 7_776_000_000]);
    for (const value of [...unreadable, '0', '000']) assert.equal(after(value), undefined, value);
  });

  it('is a restriction only where it was switched on by the word', () => {
    for (const [key, read] of [
      ['Auth.RestrictBasicAuthentication', (values: SettingValues) => signInRules(values).isRestricted],
      ['Auth.RequireConfirmedEmail', (values: SettingValues) => signInRules(values).needsConfirmedEmail],
    ] as const) {
      for (const value of ['true', 'TRUE', ' True ']) assert.equal(read(having(key, value)), true, key);
      for (const value of ['false', '', '1', 'yes']) assert.equal(read(having(key, value)), false, value);
    }
  });
});

describe('the rules, whatever stands in the settings', () => {
  it('can be kept by somebody: no number is missing, negative or without end', () => {
    const keys = Object.keys(settingDefaults) as SettingKey[];
    const values = fc.dictionary(fc.constantFrom(...keys), fc.oneof(fc.string(), fc.integer().map(String)));
    fc.assert(
      fc.property(values, (stored) => {
        const settings = { ...settingDefaults, ...stored };
        const { previousUseLimit, lockout, policy } = passwordRules(settings);
        const { expiresAfterMs = 1 } = signInRules(settings);
        assert.ok(previousUseLimit >= 0 && previousUseLimit <= historyKept);
        assert.ok(policy.minimumLength >= 1 && policy.minimumLength <= 256);
        for (const number of [lockout.maxFailedAttempts, lockout.lockoutMs, expiresAfterMs]) {
          assert.ok(Number.isInteger(number) && number >= 1, String(number));
        }
      }),
    );
  });
});
