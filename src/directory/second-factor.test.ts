import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Factor, FactorDeadline, FactorKind } from './factor.ts';
import { administratorsGroupId, everyoneGroupId } from './group.ts';
import {
  countingKinds,
  hasSecondFactor,
  isRequiredOf,
  type SecondFactorPolicy,
  secondFactorModes,
  secondFactorPolicy,
  secondStepOf,
} from './second-factor.ts';
import { type SettingKey, settingDefaults } from './setting.ts';
import type { Tables } from './store.ts';
import type { User } from './user.ts';

const club = '8f14e45f-ceea-467f-a9c5-3a7b1b2c3d4e';
const other = '1b6453892473a467d07372d45eb05abc';
const having = (key: SettingKey, value: string) => secondFactorPolicy({ ...settingDefaults, [key]: value });
const policyOf = (groups: string) => having('Auth.SecondFactor.RequiredGroups', groups);
const harry = { organizationId: 'school', id: 'harry' };
const groups = { isMember: async (_: string, groupId: string) => groupId === club };
const dayMs = 86_400_000;

describe('the groups whose members need a second factor', () => {
  it('are named by their ids in any spelling', async () => {
    for (const text of [club, club.toUpperCase(), ` ${other}, {${club.toUpperCase()}} `]) {
      assert.equal(await isRequiredOf({ groups }, harry, policyOf(text)), true, text);
    }
  });

  it('may be Everyone, of which nobody is written down as a member', async () => {
    assert.equal(await isRequiredOf({ groups }, harry, policyOf(`${other},${everyoneGroupId.toUpperCase()}`)), true);
  });

  it('are none where none is named', async () => {
    assert.equal(await isRequiredOf({ groups }, harry, policyOf(' , ')), false);
    assert.equal(await isRequiredOf({ groups }, harry, policyOf(other)), false);
  });

  it('are the administrators besides where it is required of them, everybody where of all, and nobody where it is off', async () => {
    const asked = async (mode: string, member: string) => {
      const settings = { ...settingDefaults, 'Auth.SecondFactor.RequiredGroups': club, 'Auth.SecondFactor.Mode': mode };
      return await isRequiredOf(
        { groups: { isMember: async (_, id) => id === member } },
        harry,
        secondFactorPolicy(settings),
      );
    };
    const verdicts = async (mode: string) =>
      await Promise.all([club, administratorsGroupId, other].map((member) => asked(mode, member)));
    assert.deepEqual(await verdicts('off'), [false, false, false]);
    assert.deepEqual(await verdicts('optional'), [true, false, false]);
    assert.deepEqual(await verdicts('administrators'), [true, true, false]);
    assert.deepEqual(await verdicts('required'), [true, true, true]);
  });
});

describe('what an organization says of second factors', () => {
  it('is read from its settings, with spaces around them', () => {
    for (const mode of secondFactorModes) assert.equal(having('Auth.SecondFactor.Mode', ` ${mode} `).mode, mode);
    assert.equal(having('Auth.SecondFactor.GraceDays', ' 3 ').graceMs, 3 * dayMs);
    assert.equal(having('Auth.SecondFactor.RememberDays', '14').rememberMs, 14 * dayMs);
    assert.equal(having('Auth.SecondFactor.StepUpMinutes', '5').stepUpMs, 5 * 60_000);
    assert.equal(having('Auth.SecondFactor.StepUpApi', 'True').stepsUpApi, true);
    assert.equal(having('Auth.SecondFactor.EmailCodes', 'true').allowsEmailCodes, true);
  });

  it('may be anything within bounds; what is outside, or cannot be read, is the documented default', () => {
    const { graceMs, rememberMs, stepUpMs, mode } = secondFactorPolicy(settingDefaults);
    assert.deepEqual([graceMs, rememberMs, stepUpMs, mode], [7 * dayMs, 30 * dayMs, 15 * 60_000, 'optional']);
    assert.equal(having('Auth.SecondFactor.Mode', 'requird').mode, 'optional');
    for (const [key, member, unit, least, most] of [
      ['Auth.SecondFactor.GraceDays', 'graceMs', dayMs, 0, 90],
      ['Auth.SecondFactor.RememberDays', 'rememberMs', dayMs, 0, 365],
      ['Auth.SecondFactor.StepUpMinutes', 'stepUpMs', 60_000, 1, 1440],
    ] as const) {
      for (const edge of [least, most]) assert.equal(having(key, `${edge}`)[member], edge * unit, `${key} ${edge}`);
      for (const none of [`${least - 1}`, `${most + 1}`, '', 'x', '1.5', '1e1', '9999999']) {
        assert.equal(having(key, none)[member], secondFactorPolicy(settingDefaults)[member], `${key} ${none}`);
      }
    }
  });
});

describe('the kinds of factors', () => {
  const policy = secondFactorPolicy(settingDefaults);

  it('that are asked for at a sign-in are those that stand for themselves, and mailed codes where they are allowed', () => {
    assert.deepEqual(countingKinds(policy), ['passkey', 'totp']);
    assert.deepEqual(countingKinds({ ...policy, allowsEmailCodes: true }), ['passkey', 'totp', 'emailCode']);
  });

  it('beside which a password may be shorter are those that no reader of the mail has', async () => {
    const has = (...kinds: readonly FactorKind[]) => hasSecondFactor({ ofUser: async () => kinds.map(made) }, harry);
    assert.equal(await has(), false);
    assert.equal(await has('emailCode', 'recoveryCodes'), false);
    assert.equal(await has('emailCode', 'totp'), true);
    assert.equal(await has('passkey'), true);
  });
});

const now = 1_800_000_000_000;

const made = (kind: FactorKind, createdAt = now - 10 * dayMs): Factor => ({
  ...{ organizationId: harry.organizationId, userId: harry.id, id: kind, kind, name: kind, state: '{}' },
  ...{ sealedSecret: null, lastUsedAt: null, createdAt },
});

describe('what follows the password', () => {
  const policy: SecondFactorPolicy = { ...secondFactorPolicy(settingDefaults), mode: 'required' };

  interface Situation {
    readonly mode?: SecondFactorPolicy['mode'];
    readonly allowsEmailCodes?: boolean;
    readonly factors?: readonly Factor[];
    readonly deadline?: FactorDeadline;
    readonly rememberedAt?: number;
    readonly isAsked?: boolean;
  }

  const step = (given: Situation) => {
    const { factors = [], deadline, rememberedAt, isAsked = false, ...changed } = given;
    const tables = { groups, factors: { ofUser: async () => factors, deadline: async () => deadline } };
    const situation = { rememberedAt, isAsked, now };
    return secondStepOf(tables as unknown as Tables, harry as User, { ...policy, ...changed }, situation);
  };

  it('is nothing where the organization wants none, whoever asks and whatever the person has', async () => {
    assert.deepEqual(await step({ mode: 'off', factors: [made('totp')], isAsked: true }), { kind: 'none' });
  });

  it('is a proof for who has a factor, also where it is optional; factors that do not count are none', async () => {
    for (const mode of ['optional', 'required'] as const) {
      assert.deepEqual(await step({ mode, factors: [made('totp')] }), { kind: 'verify' });
    }
    const mailed = { mode: 'optional', factors: [made('emailCode'), made('recoveryCodes')] } as const;
    assert.deepEqual(await step(mailed), { kind: 'none' });
    assert.deepEqual(await step({ ...mailed, allowsEmailCodes: true }), { kind: 'verify' });
  });

  it('is nothing in a browser that is remembered, until its time is over or the application asks', async () => {
    const factors = [made('totp', now - 40 * dayMs)];
    assert.deepEqual(await step({ factors, rememberedAt: now - policy.rememberMs + 1 }), { kind: 'none' });
    assert.deepEqual(await step({ factors, rememberedAt: now - policy.rememberMs }), { kind: 'verify' });
    assert.deepEqual(await step({ factors, rememberedAt: now - 1, isAsked: true }), { kind: 'verify' });
  });

  it('is a proof where every factor is newer than what the browser remembers', async () => {
    const rememberedAt = now - dayMs;
    assert.deepEqual(await step({ factors: [made('totp', rememberedAt + 1)], rememberedAt }), { kind: 'verify' });
    assert.deepEqual(await step({ factors: [made('totp', rememberedAt)], rememberedAt }), { kind: 'none' });
    const both = [made('totp', rememberedAt + 1), made('passkey', rememberedAt - 1)];
    assert.deepEqual(await step({ factors: both, rememberedAt }), { kind: 'none' });
  });

  it('is setting one up at once where an application asks', async () => {
    assert.deepEqual(await step({ mode: 'optional', isAsked: true }), { kind: 'enrol' });
  });

  it('is nothing yet where one is required, until the time for it is over, which begins with the first sign-in', async () => {
    assert.deepEqual(await step({}), { kind: 'none', enrolBy: now + policy.graceMs, isNew: true });
    const later = { dueAt: now + 1, isDemanded: false };
    assert.deepEqual(await step({ deadline: later }), { kind: 'none', enrolBy: now + 1, isNew: false });
    assert.deepEqual(await step({ deadline: { ...later, dueAt: now } }), { kind: 'enrol' });
  });

  it('is what an administrator asks of one person, whatever the rules say, and nothing when neither does', async () => {
    const optional = { mode: 'optional' } as const;
    assert.deepEqual(await step({ ...optional, deadline: { dueAt: now, isDemanded: true } }), { kind: 'enrol' });
    assert.deepEqual(await step({ ...optional, deadline: { dueAt: now, isDemanded: false } }), { kind: 'none' });
    assert.deepEqual(await step(optional), { kind: 'none' });
  });
});
