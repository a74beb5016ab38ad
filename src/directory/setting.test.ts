import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOn, isSecretSetting, keepSignedInDays, settingDefaults } from './setting.ts';

describe('a switch', () => {
  it('is on for the word alone, in any letter case', () => {
    for (const value of ['true', 'True', ' TRUE ']) assert.equal(isOn(value), true, value);
    for (const value of ['', 'false', '1', 'yes', 'truely', 'tr ue']) assert.equal(isOn(value), false, value);
  });
});

describe('the days for which people can stay signed in', () => {
  it('are the setting, and the default where nobody can read it', () => {
    const days = (value: string) => keepSignedInDays({ ...settingDefaults, 'Auth.Session.KeepSignedInDays': value });
    for (const [value, expected] of [
      ['0', 0],
      [' 7 ', 7],
      ['1000', 1000],
      ['', 30],
      ['-1', 30],
      ['7.5', 30],
      ['12345', 30],
      ['never', 30],
    ] as const) {
      assert.equal(days(value), expected, value);
    }
  });
});

describe('a secret setting', () => {
  it('is one in whatever spelling it is asked for, so that no spelling shows it', () => {
    for (const key of ['Email.Smtp.Password', 'email.smtp.password', ' EMAIL.SMTP.PASSWORD']) {
      assert.equal(isSecretSetting(key), true, key);
    }
    for (const key of ['Email.Smtp.UserName', 'Auth.Password.PreviousUseLimit', 'Password']) {
      assert.equal(isSecretSetting(key), false, key);
    }
  });
});
