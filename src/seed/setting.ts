import { type SettingKey, settingDefaults } from '../directory/setting.ts';
import { parseComplexity } from '../password/policy.ts';
import { inside, type Place, refusal } from './place.ts';
import { mapping, present, type Reader } from './shape.ts';
import { suggestion } from './suggestion.ts';
import type { Rule } from './text.ts';

export interface SeedSetting {
  readonly key: SettingKey;
  readonly value: string;
}

/** The server falls back to the default where it cannot read a value; a seed is better refused than not followed. */
const rules: Readonly<Record<SettingKey, Rule>> = {
  'Auth.Password.PasswordComplexity': complexity,
  'Auth.Password.DefaultExpirationDays': wholeNumber(0, 1000),
  'Auth.Password.PreviousUseLimit': wholeNumber(0, 10),
  'Auth.Password.ShouldChangePasswordAfterFirstLogin': trueOrFalse,
  'Auth.UserLockOut.IsEnabled': trueOrFalse,
  'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': wholeNumber(1, 1_000_000),
  'Auth.UserLockOut.DefaultAccountLockoutSeconds': wholeNumber(1, 100_000_000),
  'Auth.Session.IdleTimeoutEnabled': trueOrFalse,
  'Auth.Session.IdleTimeoutMinutes': wholeNumber(1, 1_000_000),
  'Auth.Session.LimitConcurrentSessions': trueOrFalse,
  'Auth.RestrictBasicAuthentication': trueOrFalse,
  'Auth.RequireConfirmedEmail': trueOrFalse,
  'Auth.PersonalAccessToken.Enabled': trueOrFalse,
  'Auth.PersonalAccessToken.MaxLifespanDays': wholeNumber(1, 1800),
  'Auth.PersonalAccessToken.MaxTokensPerUser': wholeNumber(1, 50),
  'Auth.PersonalAccessToken.RevokeOnPasswordChange': trueOrFalse,
};

/** A mapping of setting keys to values. Every value is text; YAML may read it as a number or a truth value. */
export const settings: Reader<readonly SeedSetting[]> = (value, place) =>
  Object.entries(mapping(value, place)).map(([key, given]) => setting(key, given, inside(place, key)));

function setting(key: string, given: unknown, place: Place): SeedSetting {
  if (!isKnown(key)) throw refusal(place, `is unknown; ${suggestion(key, Object.keys(settingDefaults), 'there are')}`);
  if (typeof present(given, place) === 'object') throw refusal(place, 'must be text: put it in single quotes');
  const value = String(given);
  const problem = rules[key](value);
  if (problem !== undefined) throw refusal(place, problem);
  return { key, value };
}

const isKnown = (key: string): key is SettingKey => Object.hasOwn(settingDefaults, key);

function complexity(value: string): string | undefined {
  const result = parseComplexity(value);
  return typeof result === 'string' ? `is refused: ${result.replace(/\.$/, '')}` : undefined;
}

function wholeNumber(least: number, most: number): Rule {
  return (value) => {
    const number = /^\d{1,9}$/.test(value) ? Number(value) : -1;
    return number >= least && number <= most ? undefined : `must be a whole number from ${least} to ${most}`;
  };
}

function trueOrFalse(value: string): string | undefined {
  return value === 'true' || value === 'false' ? undefined : 'must be true or false';
}
