import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonical } from './canonical.ts';
import {
  isOn,
  isSecretSetting,
  keepSignedInDays,
  passwordPresets,
  type SettingKey,
  type SettingValues,
  settingDefaults,
  valuesInForce,
} from './setting.ts';

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

describe('the values in force', () => {
  const row = (key: string, value: string | null) => ({ key_key: canonical(key), value });
  const preset = (name: string) => row('Auth.Password.Preset', name);
  const length = (values: SettingValues) => /"Length":"(\d+)"/.exec(values['Auth.Password.PasswordComplexity'])?.[1];
  const eleven = row('Auth.Password.PasswordComplexity', '{"Length":"11"}');

  it('are the defaults while nothing is stored, and those are what the preset compatible stands for', () => {
    assert.deepEqual(valuesInForce([], []), settingDefaults);
    assert.deepEqual(valuesInForce([preset('compatible')]), settingDefaults);
    for (const [key, value] of Object.entries(passwordPresets.compatible)) {
      assert.equal(settingDefaults[key as SettingKey], value);
    }
  });

  it('are those of the preset, whatever its letter case, and of none that does not exist', () => {
    const values = valuesInForce([], [preset('NIST')]);
    assert.deepEqual(values, { ...settingDefaults, ...passwordPresets.nist, 'Auth.Password.Preset': 'NIST' });
    for (const name of ['', 'none', 'constructor', '__proto__'])
      assert.equal(length(valuesInForce([preset(name)])), '8');
  });

  it('are what a level has stored by itself rather than what its preset stands for', () => {
    assert.equal(length(valuesInForce([], [preset('nist'), eleven])), '11');
    assert.equal(length(valuesInForce([], [eleven, preset('nist')])), '11');
  });

  it('are inherited from the host, until the organization has a value or a preset of its own', () => {
    assert.equal(length(valuesInForce([preset('nist')], [])), '15');
    assert.equal(length(valuesInForce([eleven], [])), '11');
    assert.equal(length(valuesInForce([preset('nist')], [eleven])), '11');
    assert.equal(length(valuesInForce([eleven], [preset('nist')])), '15');
    assert.equal(length(valuesInForce([preset('nist'), eleven], [preset('compatible')])), '8');
    assert.equal(length(valuesInForce([preset('nist')], [row('Auth.Password.PasswordComplexity', null)])), '15');
  });
});
