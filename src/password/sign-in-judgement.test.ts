import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Credential } from '../directory/credential.ts';
import { secondFactorPolicy } from '../directory/second-factor.ts';
import { settingDefaults } from '../directory/setting.ts';
import { storedUser } from '../directory/user.fixture.ts';
import type { User } from '../directory/user.ts';
import type { UserType } from '../directory/user-type.ts';
import type { SignInRules } from './rules.ts';
import { changeDue, judgeRight, judgeWrong, type MustChange } from './sign-in-judgement.ts';

const school = { id: 'school', name: 'Hogwarts', isActive: true, createdAt: 0 };
const dave = storedUser({ organizationId: 'school', id: 'dave', email: 'dave@example.org', emailConfirmed: true });
const lenient: SignInRules = {
  lockout: { isEnabled: true, maxFailedAttempts: 10, lockoutMs: 1, isPerSource: true },
  ...{
    expiresAfterMs: undefined,
    warnsOfExpiry: true,
    mustChangeFirst: true,
    looksUpBreached: false,
    isRestricted: false,
    needsConfirmedEmail: false,
    secondFactor: secondFactorPolicy(settingDefaults),
  },
};

interface Case {
  readonly organization?: Partial<typeof school>;
  readonly user?: Partial<User>;
  readonly rules?: Partial<SignInRules>;
  readonly due?: MustChange;
  readonly canChange?: boolean;
}

const judge = ({ organization, user, rules, due, canChange = true }: Case) =>
  judgeRight({ ...school, ...organization }, { ...dave, ...user }, { ...lenient, ...rules }, due, canChange);

describe('a person who knows the password', () => {
  for (const [what, when] of [
    ['an active account', {}],
    ['an address that is not confirmed, where nobody asks for that', { user: { emailConfirmed: false } }],
    [
      'no address, where addresses must be confirmed',
      { user: { email: null, emailConfirmed: false }, rules: { needsConfirmedEmail: true } },
    ],
    ['a confirmed address, where it must be', { rules: { needsConfirmedEmail: true } }],
    [
      'an exception from the restriction',
      { user: { bypassBasicAuthRestriction: true }, rules: { isRestricted: true } },
    ],
    ['a password that is due, where it can be changed at once', { due: 'expired' }],
  ] as const satisfies readonly (readonly [string, Case])[]) {
    it(`is signed in with ${what}`, () => {
      assert.deepEqual(judge(when), { result: 'success', refusal: undefined });
    });
  }

  for (const [what, when, result, refusal] of [
    [
      'the organization is not active',
      { organization: { isActive: false } },
      'tenantIsNotActive',
      'organizationIsNotActive',
    ],
    ['the account is not active', { user: { isActive: false } }, 'userIsNotActive', 'userIsNotActive'],
    [
      'the address is not confirmed and must be',
      { user: { emailConfirmed: false }, rules: { needsConfirmedEmail: true } },
      'userEmailIsNotConfirmed',
      'emailIsNotConfirmed',
    ],
    ['passwords are restricted', { rules: { isRestricted: true } }, 'userIsNotActive', 'passwordSignInIsRestricted'],
    [
      'the password is due and cannot be changed there',
      { due: 'firstSignIn', canChange: false },
      'userIsNotActive',
      'passwordMustBeChanged',
    ],
  ] as const satisfies readonly (readonly [string, Case, string, string])[]) {
    it(`is refused where ${what}`, () => {
      assert.deepEqual(judge(when), { result, refusal });
    });
  }

  it('is refused whatever else an account stands for than a person', () => {
    const others: readonly UserType[] = ['robot', 'directoryUser', 'directoryGroup', 'robotAccount', 'application'];
    for (const type of others) assert.equal(judge({ user: { type } }).refusal, 'userIsNotActive', type);
  });

  it('is told the first reason: of the organization, then of the account, then of its address', () => {
    const all: Case = {
      organization: { isActive: false },
      user: { isActive: false, emailConfirmed: false },
      rules: { needsConfirmedEmail: true, isRestricted: true },
      due: 'expired',
      canChange: false,
    };
    const user = { ...all.user, isActive: true };
    const refusals = [
      all,
      { ...all, organization: {} },
      { ...all, organization: {}, user },
      { ...all, organization: {}, user: {} },
      { ...all, organization: {}, user: {}, rules: {} },
    ].map((one) => judge(one).refusal);
    assert.deepEqual(refusals, [
      'organizationIsNotActive',
      'userIsNotActive',
      'emailIsNotConfirmed',
      'passwordSignInIsRestricted',
      'passwordMustBeChanged',
    ]);
  });
});

describe('a person who does not know the password', () => {
  it('is told the same whether the account is locked or not; the record tells which', () => {
    assert.deepEqual(judgeWrong(false), { result: 'invalidPassword', refusal: 'invalidCredentials' });
    assert.deepEqual(judgeWrong(true), { result: 'lockedOut', refusal: 'invalidCredentials' });
  });
});

describe('a password', () => {
  const credential: Credential = {
    ...{ organizationId: 'school', id: 'dave', passwordHash: 'x', version: 1 },
    ...{ changedAt: 1000, mustChange: false, isChangeRequired: false },
  };
  const due = (given: Partial<Credential>, rules: Partial<SignInRules>, now: number) =>
    changeDue({ ...credential, ...given }, { ...lenient, ...rules }, now);

  it('that somebody else chose is to be replaced at the first sign-in, unless the organization does not ask for it', () => {
    assert.equal(due({ mustChange: true }, {}, 1000), 'firstSignIn');
    assert.equal(due({ mustChange: true }, { mustChangeFirst: false }, 1000), undefined);
    assert.equal(due({ mustChange: false }, {}, 1000), undefined);
  });

  it('that an administrator wants changed is to be replaced, whatever the organization asks for', () => {
    const wanted = { mustChange: true, isChangeRequired: true };
    assert.equal(due(wanted, { mustChangeFirst: false }, 1000), 'required');
    assert.equal(due(wanted, { expiresAfterMs: 1 }, 99_999), 'required');
  });

  it('expires at the moment when its time is over, counted from the latest change', () => {
    const rules = { expiresAfterMs: 500 };
    assert.deepEqual(
      [1000, 1499, 1500, 99_999].map((now) => due({}, rules, now)),
      [undefined, undefined, 'expired', 'expired'],
    );
    assert.equal(due({ changedAt: 1400 }, rules, 1500), undefined);
  });

  it('never expires where no time is set', () => {
    assert.equal(due({}, {}, Number.MAX_SAFE_INTEGER), undefined);
  });

  it('that somebody else chose and that has expired as well is told to be the first one', () => {
    assert.equal(due({ mustChange: true }, { expiresAfterMs: 1 }, 9999), 'firstSignIn');
    assert.equal(due({ mustChange: true }, { expiresAfterMs: 1, mustChangeFirst: false }, 9999), 'expired');
  });
});
