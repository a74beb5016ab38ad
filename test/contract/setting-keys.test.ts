import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { world } from '../support/world.ts';

// Every key that means something: its default, and the ends of what it takes.

let bearer: string;
const gatehouse = useGatehouse(async (running) => {
  bearer = await token(running, 'PM.Setting PM.AuthSetting');
});
const call = apiOf(gatehouse, () => bearer);

const complexity = (changes: object = {}) =>
  JSON.stringify({
    ...{ hasSpecialCharacter: false, hasLowercase: true, hasUppercase: false, hasDigit: true, Length: '8' },
    ...changes,
  });
const flags = { accepted: ['true', 'false', 'True'], refused: ['yes', '1', ''] };
const days = (most: number, least = 0) => ({
  accepted: [String(least), String(most)],
  refused: [String(least - 1), String(most + 1), '1.5', 'x', ''],
});
const unset = undefined;

const keys: Readonly<
  Record<string, { default: string | undefined; accepted: readonly string[]; refused: readonly string[] }>
> = {
  'Auth.Password.PasswordComplexity': {
    default: complexity(),
    accepted: [
      complexity({ Length: '1' }),
      complexity({ Length: '256' }),
      complexity({ Length: 12 }),
      '{"HASDIGIT":false,"length":"9"}',
      ' {  } ',
    ],
    refused: [
      complexity({ Length: '0' }),
      complexity({ Length: '257' }),
      complexity({ Length: 'x' }),
      '[]',
      'x',
      '7',
      '',
    ],
  },
  'Auth.Password.DefaultExpirationDays': { default: '0', ...days(1000) },
  'Auth.Password.RefuseCommonPasswords': { default: 'false', ...flags },
  'Auth.Password.RefuseBreachedPasswords': { default: 'false', ...flags },
  'Auth.Password.RefuseContextWords': { default: 'false', ...flags },
  'Auth.Password.WarnBeforeExpiration': { default: 'true', ...flags },
  // Behind those that it stands for.
  'Auth.Password.Preset': { default: 'compatible', accepted: ['compatible', 'NIST'], refused: ['x', '', 'custom'] },
  'Auth.Password.PreviousUseLimit': { default: '1', ...days(10) },
  'Auth.Password.CheckBreachedAtSignIn': { default: 'false', ...flags },
  'Auth.Password.ShouldChangePasswordAfterFirstLogin': { default: 'true', ...flags },
  'Auth.UserLockOut.IsEnabled': { default: 'true', ...flags },
  'Auth.UserLockOut.MaxFailedAccessAttemptsBeforeLockout': { default: '10', accepted: ['1'], refused: ['0', 'x'] },
  'Auth.UserLockOut.DefaultAccountLockoutSeconds': { default: '300', accepted: ['1'], refused: ['0', 'x'] },
  'Auth.RestrictBasicAuthentication': { default: 'false', ...flags },
  'Auth.Session.IdleTimeoutEnabled': { default: 'false', ...flags },
  'Auth.Session.IdleTimeoutMinutes': { default: '30', accepted: ['1'], refused: ['0', 'x'] },
  'Auth.Session.LimitConcurrentSessions': { default: 'false', ...flags },
  'Auth.Session.KeepSignedInDays': { default: '30', ...days(1000) },
  'Auth.CommandLineClient.Enabled': { default: 'true', ...flags },
  'Auth.PersonalAccessToken.Enabled': { default: 'true', ...flags },
  'Auth.PersonalAccessToken.MaxLifespanDays': { default: '360', ...days(1800, 1) },
  'Auth.PersonalAccessToken.MaxTokensPerUser': { default: '5', ...days(50, 1) },
  'Email.Smtp.Host': { default: unset, accepted: ['mail.example', '10.0.0.1', ''], refused: ['a b'] },
  'Email.Smtp.Port': { default: '25', accepted: ['1', '65535', ''], refused: ['0', '65536', 'x'] },
  'Email.Smtp.EnableSsl': { default: unset, accepted: ['true', 'false', ''], refused: ['x'] },
  'Email.Smtp.UserName': { default: unset, accepted: ['u'], refused: ['a\u0000'] },
  'Email.Smtp.Domain': { default: unset, accepted: ['d'], refused: ['a\u0000'] },
  'Email.Smtp.UseDefaultCredentials': { default: unset, accepted: ['true', 'false', ''], refused: ['x'] },
  'Email.Smtp.FromEmail': { default: unset, accepted: ['a@b.example', ''], refused: ['x', 'a@b,c@d'] },
  'Email.Smtp.FromDisplayName': { default: unset, accepted: ['Owl Post'], refused: ['a\u0000'] },
  'Email.Smtp.ConnectionTimeout': { default: unset, accepted: ['1', '300000'], refused: ['0', '300001'] },
};

const read = async (key: string, query = '') => (await call('GET', `/api/Setting?key=${key}${query}`)).json;
const write = (key: string, value: string, target = {}) =>
  call('PUT', '/api/Setting', { settings: [{ key, value }], ...target });

for (const [key, { default: builtIn, accepted, refused }] of Object.entries(keys)) {
  describe(key, () => {
    it(builtIn === undefined ? 'is not there before it is stored' : `is ${builtIn} before it is stored`, async () => {
      const expected = { id: 0, key, value: builtIn, partitionGlobalId: world.organization.id, userId: null };
      assert.deepEqual(await read(key), builtIn === undefined ? [] : [expected]);
      assert.deepEqual(await read(key.toUpperCase()), builtIn === undefined ? [] : [expected]);
    });

    it('keeps what it can be exactly as written, and what it cannot be is refused under it and changes nothing', async () => {
      for (const value of accepted) {
        const { status, text } = await write(key, value);
        assert.equal(status, 200, text);
        assert.equal((await read(key))[0].value, value);
      }
      for (const value of refused) {
        const { status, json } = await write(key, value);
        assert.deepEqual([status, Object.keys(json.errors ?? {})], [400, [key]], JSON.stringify(value));
        assert.equal((await read(key))[0].value, accepted.at(-1));
      }
    });
  });
}

describe('the preferences of a person', () => {
  const userId = world.harry.id;

  for (const [key, values] of Object.entries({
    'UserLanguage.Language': [
      ...['en', 'ja', 'de', 'es', 'es-mx', 'fr', 'ko', 'pt', 'pt-br', 'ru', 'tr', 'zh-cn', 'zh-tw'],
    ],
    'UserLanguage.Date': ['2026-01-31T00:00:00.000Z'],
    'UserTheme.Theme': ['light', 'dark', 'dark-hc'],
    'UserAccessibility.Accessibility': ['true', 'false'],
    Favorites: ['{"a":[1,2]}'],
    'UserAlert.AlertDuration': ['7'],
    'UserCase.AppOrderByTenant': ['{}'],
    'Anything.At.All': ['x', ''],
  })) {
    it(`${key} may be ${values.join(', ')}`, async () => {
      assert.deepEqual(await read(key, `&userId=${userId}`), []);
      for (const value of values) {
        assert.equal((await write(key, value, { userId })).status, 200, value);
        const [row] = await read(key, `&userId=${userId}`);
        assert.deepEqual([row.value, row.userId, row.id > 0], [value, userId, true]);
      }
    });
  }
});
