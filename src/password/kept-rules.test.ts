import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { keptRules, uncertainRules } from './kept-rules.ts';
import { defaultPolicy, type PasswordPolicy } from './policy.ts';

const nist: PasswordPolicy = {
  ...defaultPolicy,
  ...{ minimumLength: 15, requireDigit: false, requireLower: false, refusesCommon: true, refusesContext: true },
};

describe('the rules that a password was judged by', () => {
  it('are stored in a few words', () => {
    assert.equal(keptRules(defaultPolicy), '8 digit lower');
    assert.equal(keptRules(nist), '15 common context');
    assert.equal(
      keptRules({ ...nist, requireUpper: true, requireNonAlphanumeric: true }),
      '15 special upper common context',
    );
  });

  it('leave nothing uncertain of the same or a laxer policy', () => {
    for (const policy of [defaultPolicy, nist]) assert.deepEqual(uncertainRules(keptRules(policy), policy), []);
    assert.deepEqual(uncertainRules('15 digit lower common', { ...defaultPolicy, refusesCommon: true }), []);
  });

  it('leave open what a policy asks for besides', () => {
    const expected = ['PasswordTooShort', 'PasswordTooCommon', 'PasswordContainsContext'];
    assert.deepEqual(uncertainRules(keptRules(defaultPolicy), nist), expected);
    assert.deepEqual(uncertainRules(keptRules(nist), defaultPolicy), [
      'PasswordRequiresDigit',
      'PasswordRequiresLower',
    ]);
  });

  it('leave everything open where a password was judged by none', () => {
    const expected = ['PasswordTooShort', 'PasswordRequiresDigit', 'PasswordRequiresLower'];
    assert.deepEqual(uncertainRules(null, defaultPolicy), expected);
  });
});
