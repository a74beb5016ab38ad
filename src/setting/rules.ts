import { canonical } from '../directory/canonical.ts';
import { isEmailAddress } from '../directory/email-address.ts';
import { longestLifespanDays, mostTokensPerUser } from '../directory/personal-access-token.ts';
import { type KnownSettingKey, optionalSettings, settingDefaults } from '../directory/setting.ts';
import { parseComplexity } from '../password/policy.ts';
import { historyKept } from '../password/rules.ts';

/** Why a value is refused, as the continuation of a sentence, or undefined when it is not. Never quotes the value. */
type Rule = (value: string) => string | undefined;

/** Where the server cannot read a value it falls back to the default: such a value is better refused than not followed. */
const rules: Readonly<Record<KnownSettingKey, Rule>> = {
  'Auth.Password.PasswordComplexity': complexity,
  'Auth.Password.LengthWithSecondFactor': wholeNumber(0, 256),
  'Auth.Password.DefaultExpirationDays': wholeNumber(0, 1000),
  'Auth.Password.Preset': matching(/^(?:compatible|nist)$/i, 'compatible or nist'),
  'Auth.Password.RefuseCommonPasswords': trueOrFalse,
  'Auth.Password.RefuseBreachedPasswords': trueOrFalse,
  'Auth.Password.CheckBreachedAtSignIn': trueOrFalse,
  'Auth.Password.RefuseContextWords': trueOrFalse,
  'Auth.Password.WarnBeforeExpiration': trueOrFalse,
  'Auth.Password.PreviousUseLimit': wholeNumber(0, historyKept),
  'Auth.Password.ShouldChangePasswordAfterFirstLogin': trueOrFalse,
  'Auth.UserLockOut.IsEnabled': trueOrFalse,
  'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': wholeNumber(1, 1_000_000),
  'Auth.UserLockOut.DefaultAccountLockoutSeconds': wholeNumber(1, 100_000_000),
  'Auth.UserLockOut.PerSource': trueOrFalse,
  'Auth.Session.IdleTimeoutEnabled': trueOrFalse,
  'Auth.Session.IdleTimeoutMinutes': wholeNumber(1, 1_000_000),
  'Auth.Session.LimitConcurrentSessions': trueOrFalse,
  'Auth.Session.KeepSignedInDays': wholeNumber(0, 1000),
  'Auth.RestrictBasicAuthentication': trueOrFalse,
  'Auth.RequireConfirmedEmail': trueOrFalse,
  'Auth.SecondFactor.Mode': matching(
    /^(?:off|optional|administrators|required)$/,
    'off, optional, administrators or required',
  ),
  'Auth.SecondFactor.RequiredGroups': matching(
    /^(?:|[0-9a-f-]{36}(?:,[0-9a-f-]{36}){0,49})$/i,
    'up to 50 ids of groups, separated by commas',
  ),
  'Auth.SecondFactor.GraceDays': wholeNumber(0, 90),
  'Auth.SecondFactor.RememberDays': wholeNumber(0, 365),
  'Auth.SecondFactor.StepUpMinutes': wholeNumber(1, 1440),
  'Auth.SecondFactor.StepUpApi': trueOrFalse,
  'Auth.SecondFactor.EmailCodes': trueOrFalse,
  'Auth.CommandLineClient.Enabled': trueOrFalse,
  'Auth.PersonalAccessToken.Enabled': trueOrFalse,
  'Auth.PersonalAccessToken.MaxLifespanDays': wholeNumber(1, longestLifespanDays),
  'Auth.PersonalAccessToken.MaxTokensPerUser': wholeNumber(1, mostTokensPerUser),
  'Auth.PersonalAccessToken.RevokeOnPasswordChange': trueOrFalse,
  'Branding.DisplayName': orEmpty(line(128)),
  'Branding.AccentColor': orEmpty(matching(/^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/i, 'a colour such as #0a7f5c')),
  'Branding.Logo': orEmpty(logo),
  'Email.Smtp.Host': orEmpty(matching(/^[0-9a-z._:[\]-]{1,255}$/i, 'the name or address of a server')),
  'Email.Smtp.Port': orEmpty(wholeNumber(1, 65_535)),
  'Email.Smtp.EnableSsl': orEmpty(trueOrFalse),
  'Email.Smtp.UserName': line(256),
  'Email.Smtp.Password': line(1024),
  'Email.Smtp.Domain': line(256),
  'Email.Smtp.UseDefaultCredentials': orEmpty(trueOrFalse),
  'Email.Smtp.FromEmail': orEmpty(emailAddress),
  'Email.Smtp.FromDisplayName': line(256),
  'Email.Smtp.ConnectionTimeout': orEmpty(wholeNumber(1, 300_000)),
};

/** Preferences of a person that mean something to the server or to the clients that write them. */
const preferences: Readonly<Record<string, Rule>> = {
  'UserLanguage.Language': matching(/^[a-z]{2,3}(?:-[0-9a-z]{2,8})*$/i, 'a language tag such as en or pt-br'),
  'UserTheme.Theme': matching(/^(?:light|dark|dark-hc)$/, 'light, dark or dark-hc'),
  'UserAccessibility.Accessibility': trueOrFalse,
};

export const knownSettings: readonly KnownSettingKey[] = [
  ...(Object.keys(settingDefaults) as (keyof typeof settingDefaults)[]),
  ...optionalSettings,
];

export const isKnownSetting = (key: string): key is KnownSettingKey => Object.hasOwn(rules, key);

const byCanonical = new Map(Object.entries({ ...rules, ...preferences }).map(([key, rule]) => [canonical(key), rule]));

/** Why the setting cannot have this value, or undefined when it can. A key that the server does not know takes any text. */
export function refusedValue(key: string, value: string): string | undefined {
  return byCanonical.get(canonical(key))?.(value);
}

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
  return /^(?:true|false)$/i.test(value) ? undefined : 'must be true or false';
}

function emailAddress(value: string): string | undefined {
  return isEmailAddress(value) ? undefined : 'must be an e-mail address';
}

function matching(pattern: RegExp, expected: string): Rule {
  return (value) => (pattern.test(value) ? undefined : `must be ${expected}`);
}

function line(longest: number): Rule {
  return (value) => {
    if (value.length > longest) return `must not be longer than ${longest} characters`;
    return /\p{Cc}/u.test(value) ? 'must not contain control characters' : undefined;
  };
}

/** An image inside the text itself: the pages load nothing from elsewhere. No SVG, which may contain code. */
function logo(value: string): string | undefined {
  if (value.length > 200_000) return 'must not be longer than 200000 characters';
  const isImage = /^data:image\/(?:png|jpeg|webp);base64,[0-9a-z+/]+={0,2}$/i.test(value);
  return isImage ? undefined : 'must be a data URL of a PNG, JPEG or WebP image in base64';
}

/** For settings that are switched off by an empty value. */
function orEmpty(rule: Rule): Rule {
  return (value) => (value === '' ? undefined : rule(value));
}
