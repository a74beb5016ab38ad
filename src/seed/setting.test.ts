import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSeed } from './read.ts';

/** One organization with these lines as its further members. */
const organization = (...lines: string[]): string =>
  ['organizations:', '  - name: School', ...lines.map((line) => `    ${line}`)].join('\n');
const setting = (line: string): string => organization('settings:', `  ${line}`);

const parse = (text: string) => parseSeed(text, 'seed.yaml').organizations[0];

function refuses(text: string, message: string): void {
  assert.throws(() => parseSeed(text, 'seed.yaml'), { name: 'StartupError', message: `seed.yaml, ${message}` });
}

describe('a setting', () => {
  const position = (key: string) => `line 4: organizations[0].settings["${key}"]`;
  const days = 'Auth.Password.DefaultExpirationDays';
  const complexity = 'Auth.Password.PasswordComplexity';
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'with a misspelt key',
      'Auth.Password.DefaultExpirationDay: 1',
      `${position('Auth.Password.DefaultExpirationDay')} is unknown; did you mean ${days}?`,
    ],
    [
      'with a key in other letter case',
      'auth.password.defaultexpirationdays: 1',
      `${position(days.toLowerCase())} is unknown; did you mean ${days}?`,
    ],
    ['without a value', `${days}:`, `${position(days)} has no value: give it one, or leave it out`],
    ['that is out of range', `${days}: 1001`, `${position(days)} must be a whole number from 0 to 1000`],
    ['that is no number', `${days}: never`, `${position(days)} must be a whole number from 0 to 1000`],
    [
      'that is no truth value',
      'Auth.UserLockOut.IsEnabled: yes',
      `${position('Auth.UserLockOut.IsEnabled')} must be true or false`,
    ],
    [
      'that is a mapping instead of JSON text',
      `${complexity}: { "Length": "9" }`,
      `${position(complexity)} must be text: put it in single quotes`,
    ],
    [
      'that is no JSON object',
      `${complexity}: strong`,
      `${position(complexity)} is refused: The password complexity must be the text of a JSON object`,
    ],
    [
      'that asks for too long passwords',
      `${complexity}: '{"Length":"300"}'`,
      `${position(complexity)} is refused: The member 'Length' of the password complexity must be a whole number between 1 and 256`,
    ],
  ];
  for (const [what, line, message] of cases) it(`${what} is refused`, () => refuses(setting(line), `${message}.`));

  it('of an unknown kind is refused with the list of keys', () => {
    assert.throws(
      () => parse(setting('Theme: dark')),
      /settings\.Theme is unknown; there are Auth\.Password\.PasswordComplexity, /,
    );
  });

  it('may be text, a number or a truth value, and is kept as text', () => {
    const complexity = '{"hasDigit":false,"Length":"12"}';
    const school = parse(
      organization(
        'settings:',
        `  Auth.Password.PasswordComplexity: '${complexity}'`,
        '  Auth.Password.PreviousUseLimit: 3',
        '  Auth.Password.DefaultExpirationDays: "90"',
        '  Auth.UserLockOut.IsEnabled: false',
      ),
    );
    assert.deepEqual(school?.settings, [
      { key: 'Auth.Password.PasswordComplexity', value: complexity },
      { key: 'Auth.Password.PreviousUseLimit', value: '3' },
      { key: 'Auth.Password.DefaultExpirationDays', value: '90' },
      { key: 'Auth.UserLockOut.IsEnabled', value: 'false' },
    ]);
  });
});
