import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { passwordPresets, settingDefaults } from '../../../directory/setting.ts';
import { complexityFields, complexityOf, entriesFor, passwordKeys, presetOf } from './password-form.ts';

const inForce = Object.fromEntries(
  passwordKeys.map((key) => [key, settingDefaults[key as keyof typeof settingDefaults]]),
);

describe('the form of the rules for passwords', () => {
  it('has the characters that a value asks for, and makes the same value of them', () => {
    const value = passwordPresets.compatible['Auth.Password.PasswordComplexity'];
    const { length, kinds } = complexityFields(value);
    assert.deepEqual([length, kinds], ['8', ['hasLowercase', 'hasDigit']]);
    const form = new URLSearchParams([['length', length], ...kinds.map((kind): [string, string] => ['kinds', kind])]);
    assert.equal(complexityOf(form), value);
  });

  it('stores nothing where nothing was changed', () => assert.deepEqual(entriesFor(inForce, { ...inForce }), []));

  it('stores a preset where all of its values were chosen, and else what was changed', () => {
    const nist = { ...inForce, ...passwordPresets.nist, 'Auth.Password.PreviousUseLimit': '3' };
    assert.equal(presetOf(nist), 'nist');
    assert.deepEqual(entriesFor(inForce, nist), [
      { key: 'Auth.Password.Preset', value: 'nist' },
      { key: 'Auth.Password.PreviousUseLimit', value: '3' },
    ]);
    const other = { ...nist, 'Auth.Password.RefuseCommonPasswords': 'false' };
    assert.equal(presetOf(other), undefined);
    assert.deepEqual(
      entriesFor(nist, other).map(({ key }) => key),
      ['Auth.Password.RefuseCommonPasswords'],
    );
  });
});
