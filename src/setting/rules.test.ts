import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type SettingKey, settingDefaults } from '../directory/setting.ts';
import { passwordRules, signInRules } from '../password/rules.ts';
import { isKnownSetting, knownSettings, refusedValue } from './rules.ts';

const switches = [
  'Auth.Password.ShouldChangePasswordAfterFirstLogin',
  'Auth.UserLockOut.IsEnabled',
  'Auth.UserLockOut.PerSource',
  'Auth.Session.IdleTimeoutEnabled',
  'Auth.Session.LimitConcurrentSessions',
  'Auth.RestrictBasicAuthentication',
  'Auth.RequireConfirmedEmail',
  'Auth.CommandLineClient.Enabled',
  'Auth.PersonalAccessToken.Enabled',
  'Auth.PersonalAccessToken.RevokeOnPasswordChange',
  'Email.Smtp.EnableSsl',
  'Email.Smtp.UseDefaultCredentials',
  'UserAccessibility.Accessibility',
];

const ranges: readonly (readonly [key: string, least: number, most: number])[] = [
  ['Auth.Password.DefaultExpirationDays', 0, 1000],
  ['Auth.Password.PreviousUseLimit', 0, 10],
  ['Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', 1, 1_000_000],
  ['Auth.UserLockOut.DefaultAccountLockoutSeconds', 1, 100_000_000],
  ['Auth.Session.IdleTimeoutMinutes', 1, 1_000_000],
  ['Auth.Session.KeepSignedInDays', 0, 1000],
  ['Auth.PersonalAccessToken.MaxLifespanDays', 1, 1800],
  ['Auth.PersonalAccessToken.MaxTokensPerUser', 1, 50],
  ['Email.Smtp.Port', 1, 65_535],
  ['Email.Smtp.ConnectionTimeout', 1, 300_000],
];

const emptyMeansOff = [
  ...['Branding.DisplayName', 'Branding.AccentColor', 'Branding.Logo'],
  ...['Email.Smtp.Host', 'Email.Smtp.Port', 'Email.Smtp.EnableSsl', 'Email.Smtp.UseDefaultCredentials'],
  ...['Email.Smtp.FromEmail', 'Email.Smtp.ConnectionTimeout'],
];

const lines: readonly (readonly [key: string, longest: number])[] = [
  ['Branding.DisplayName', 128],
  ['Email.Smtp.UserName', 256],
  ['Email.Smtp.Password', 1024],
  ['Email.Smtp.Domain', 256],
  ['Email.Smtp.FromDisplayName', 256],
];

const accepted = (key: string, value: string) => assert.equal(refusedValue(key, value), undefined, `${key}: ${value}`);
const refused = (key: string, value: string, why: RegExp) =>
  assert.match(refusedValue(key, value) ?? 'taken', why, key);

describe('the value of a setting', () => {
  it('is taken when it is the default', () => {
    for (const [key, value] of Object.entries(settingDefaults)) accepted(key, value);
  });

  for (const key of switches) {
    it(`is true or false in any letter case, and nothing else: ${key}`, () => {
      for (const value of ['true', 'false', 'True', 'FALSE']) accepted(key, value);
      for (const value of ['1', 'yes', 'on', ' true', 'true\n', 'null']) refused(key, value, /^must be true or false$/);
    });
  }

  for (const [key, least, most] of ranges) {
    it(`is a whole number from ${least} to ${most}: ${key}`, () => {
      for (const value of [least, most, `00${least}`]) accepted(key, String(value));
      for (const value of [
        least - 1,
        most + 1,
        `${least}.0`,
        ` ${most}`,
        `+${least}`,
        '1e1',
        '0x2',
        '1'.repeat(10),
        '٣',
      ]) {
        refused(key, String(value), new RegExp(`^must be a whole number from ${least} to ${most}$`));
      }
    });
  }

  it('may be empty where that switches something off, and only there', () => {
    for (const key of emptyMeansOff) accepted(key, '');
    for (const key of [...switches, ...ranges.map(([name]) => name)].filter((name) => !emptyMeansOff.includes(name))) {
      assert.notEqual(refusedValue(key, ''), undefined, key);
    }
  });

  for (const [key, longest] of lines) {
    it(`is one line of at most ${longest} characters: ${key}`, () => {
      for (const value of ['Zoë & Sons', 'x'.repeat(longest), '日本']) accepted(key, value);
      refused(key, 'x'.repeat(longest + 1), /^must not be longer than \d+ characters$/);
      for (const value of ['a\nb', 'a\rBcc: x', '\u0000', '\u0085']) refused(key, value, /control characters$/);
    });
  }

  it('is a colour as style sheets write it in hexadecimal digits', () => {
    for (const value of ['#0a7f5c', '#FFF', '#abc']) accepted('Branding.AccentColor', value);
    for (const value of ['0a7f5c', '#ab', '#abcd', '#12345g', 'red', '#fff;}', '#0a7f5c '])
      refused('Branding.AccentColor', value, /a colour/);
  });

  it('is an image in the text itself, of a kind that holds no code', () => {
    for (const type of ['png', 'jpeg', 'webp']) accepted('Branding.Logo', `data:image/${type};base64,iVBORw0KGgo=`);
    for (const value of [
      'data:image/svg+xml;base64,PHN2Zz4=',
      'data:text/html;base64,PHA+',
      'https://example.org/logo.png',
      'data:image/png,iVBORw0KGgo=',
      'data:image/png;base64,',
      'data:image/png;base64,a"onload=',
      'data:image/png;base64,aaaa\n',
    ]) {
      refused('Branding.Logo', value, /must be a data URL/);
    }
    refused('Branding.Logo', `data:image/png;base64,${'a'.repeat(200_000)}`, /^must not be longer than 200000/);
  });

  it('is the name or the address of a mail server, without anything that leads elsewhere', () => {
    for (const value of ['smtp.example.org', '10.0.0.5', '[::1]', 'mail_relay', 'localhost'])
      accepted('Email.Smtp.Host', value);
    for (const value of ['smtp://example.org', 'a b', 'user@example.org', 'example.org/x', 'x'.repeat(256), 'a\nb'])
      refused('Email.Smtp.Host', value, /name or address of a server$/);
  });

  it('is one e-mail address where a mail says its sender', () => {
    accepted('Email.Smtp.FromEmail', 'no-reply@example.org');
    for (const value of [
      'no-reply',
      'a@b@',
      'Name <a@example.org>',
      'a@example.org,b@example.org',
      'a@example.org\nBcc: b@c.de',
    ])
      refused('Email.Smtp.FromEmail', value, /an e-mail address$/);
  });

  it('is a complexity that can be read, and the refusal says what is wrong with it', () => {
    accepted('Auth.Password.PasswordComplexity', '{"hasDigit":true,"Length":"12"}');
    for (const value of ['', '{', '[]', 'null', '{"Length":"x"}'])
      refused('Auth.Password.PasswordComplexity', value, /^is refused: .*[^.]$/);
  });

  it('is a language, a theme, where a person prefers one', () => {
    for (const value of ['en', 'de-AT', 'pt-br', 'zh-Hant-TW']) accepted('UserLanguage.Language', value);
    for (const value of ['', 'e', 'english', 'de_AT', 'de-', 'en; drop'])
      refused('UserLanguage.Language', value, /language tag/);
    for (const value of ['light', 'dark', 'dark-hc']) accepted('UserTheme.Theme', value);
    for (const value of ['', 'Light', 'blue', 'dark-hc ']) refused('UserTheme.Theme', value, /light, dark or dark-hc$/);
  });

  it('is held to the rule in whatever spelling the key comes', () => {
    refused('auth.requireconfirmedemail', 'perhaps', /true or false/);
    refused(' AUTH.PASSWORD.PREVIOUSUSELIMIT ', '11', /from 0 to 10/);
    // A letter that only looks like one of the name makes it another.
    accepted('Auth.Requ\u0131reConfirmedEmail', 'perhaps');
  });

  it('is any text under a key that the server does not know', () => {
    for (const key of ['Orchestrator.Whatever', 'toString', '__proto__', 'constructor']) {
      accepted(key, 'anything\nat all');
      assert.equal(isKnownSetting(key), false, key);
    }
  });

  it('is never quoted by the refusal', () => {
    const secret = 'kestrel-1966\u0007';
    for (const key of knownSettings) {
      assert.ok(!(refusedValue(key, secret) ?? '').includes('kestrel'), key);
    }
  });
});

describe('the settings that the server knows', () => {
  it('have a rule each', () => {
    assert.deepEqual(
      knownSettings.filter((key) => !isKnownSetting(key)),
      [],
    );
  });

  it('refuse what would be read as the default: a value that is taken is followed', () => {
    const inForce = (key: SettingKey, value: string) => {
      const settings = { ...settingDefaults, [key]: value };
      return JSON.stringify([passwordRules(settings), signInRules(settings)]);
    };
    const number = fc.oneof(fc.nat(), fc.integer(), fc.constantFrom('', 'x', '00', '1.5', ' 3', '9999999999'));
    for (const [key, read] of [
      ['Auth.Password.PreviousUseLimit', (days: number) => String(days)],
      ['Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout', (count: number) => String(count)],
      ['Auth.UserLockOut.DefaultAccountLockoutSeconds', (seconds: number) => String(seconds * 1000)],
      ['Auth.Password.DefaultExpirationDays', (days: number) => (days === 0 ? '' : String(days * 86_400_000))],
    ] as const) {
      fc.assert(
        fc.property(number, (value) => {
          if (refusedValue(key, String(value)) !== undefined) return;
          assert.ok(inForce(key, String(value)).includes(read(Number(value))), `${key}: ${value}`);
        }),
      );
    }
  });
});
