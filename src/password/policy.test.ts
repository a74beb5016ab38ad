import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  brokenRules,
  defaultComplexity,
  defaultPolicy,
  isTooLong,
  judgePassword,
  nothingForbidden,
  type PasswordPolicy,
  parseComplexity,
} from './policy.ts';

const strict: PasswordPolicy = {
  ...defaultPolicy,
  minimumLength: 8,
  requireNonAlphanumeric: true,
  requireDigit: true,
  requireLower: true,
  requireUpper: true,
  uniqueCharacters: 5,
};
const lengthOnly: PasswordPolicy = { ...defaultPolicy, minimumLength: 1, requireDigit: false, requireLower: false };

const broken = (password: string | null, policy: PasswordPolicy) =>
  brokenRules(password, { policy, forbidden: nothingForbidden });
const codes = (password: string | null, policy: PasswordPolicy) => broken(password, policy).map(({ code }) => code);

test('the example password of the administration guide satisfies the default policy', () => {
  assert.deepEqual(broken('patr0nu5', defaultPolicy), []);
});

test('every broken rule is reported, in the order and with the texts of ASP.NET Core Identity', () => {
  assert.deepEqual(broken('', strict), [
    { code: 'PasswordTooShort', description: 'Passwords must be at least 8 characters.' },
    {
      code: 'PasswordRequiresNonAlphanumeric',
      description: 'Passwords must have at least one non alphanumeric character.',
    },
    { code: 'PasswordRequiresDigit', description: "Passwords must have at least one digit ('0'-'9')." },
    { code: 'PasswordRequiresLower', description: "Passwords must have at least one lowercase ('a'-'z')." },
    { code: 'PasswordRequiresUpper', description: "Passwords must have at least one uppercase ('A'-'Z')." },
    { code: 'PasswordRequiresUniqueChars', description: 'Passwords must use at least 5 different characters.' },
  ]);
});

test('a missing password is judged as an empty one', () => {
  assert.deepEqual(broken(null, defaultPolicy), broken('', defaultPolicy));
  assert.deepEqual(codes(null, defaultPolicy), [
    'PasswordTooShort',
    'PasswordRequiresDigit',
    'PasswordRequiresLower',
    'PasswordRequiresUniqueChars',
  ]);
});

test('a password of white space is too short whatever its length, but has special characters', () => {
  const policy = { ...defaultPolicy, requireNonAlphanumeric: true };
  assert.deepEqual(codes(' '.repeat(300), policy), [
    'PasswordTooShort',
    'PasswordRequiresDigit',
    'PasswordRequiresLower',
  ]);
});

test('white space is what .NET calls so', () => {
  const whiteSpace = '\t\n\v\f\r \u0085\u00a0\u1680\u2000\u200a\u2028\u2029\u202f\u205f\u3000';
  assert.deepEqual(codes(whiteSpace, lengthOnly), ['PasswordTooShort']);
  for (const other of ['\u200b', '\ufeff', '\u180e', '\u001f', '\u0000']) {
    assert.deepEqual(codes(other, lengthOnly), [], `U+${other.charCodeAt(0).toString(16)}`);
  }
});

test('lengths are counted in code points, different characters in UTF-16 units', () => {
  assert.deepEqual(codes('\u{1f600}', { ...lengthOnly, uniqueCharacters: 2 }), []);
  assert.deepEqual(codes('\u{1f600}', { ...lengthOnly, minimumLength: 2 }), ['PasswordTooShort']);
  assert.deepEqual(codes('aaaa', { ...lengthOnly, uniqueCharacters: 2 }), ['PasswordRequiresUniqueChars']);
});

test('only ASCII letters and digits count as such', () => {
  const classes = { ...strict, minimumLength: 1, uniqueCharacters: 1 };
  assert.deepEqual(codes('éÉ٣', classes), ['PasswordRequiresDigit', 'PasswordRequiresLower', 'PasswordRequiresUpper']);
  assert.deepEqual(codes('aB1', classes), ['PasswordRequiresNonAlphanumeric']);
  assert.deepEqual(codes('aB1é', classes), []);
});

test('an empty complexity object is the default policy', () => {
  assert.deepEqual(parseComplexity('{}'), defaultComplexity);
});

test('the complexity that the portal writes is read', () => {
  const text = '{"hasSpecialCharacter":true,"hasLowercase":false,"hasUppercase":true,"hasDigit":false,"Length":"12"}';
  assert.deepEqual(parseComplexity(text), {
    minimumLength: 12,
    requireNonAlphanumeric: true,
    requireDigit: false,
    requireLower: false,
    requireUpper: true,
    uniqueCharacters: 1,
  });
});

test('names of the complexity are compared without regard to case, and the length may be a number', () => {
  assert.deepEqual(parseComplexity('{"HASDIGIT":false,"length":256,"other":null}'), {
    ...defaultComplexity,
    requireDigit: false,
    minimumLength: 256,
  });
});

test('a complexity that is no JSON object is refused', () => {
  for (const text of ['', 'x', 'null', '[]', '8', '"{}"', '{"Length":8']) {
    assert.match(String(parseComplexity(text)), /^The password complexity must be/, text);
  }
});

test('a length from 1 to 256 is one, and any other is refused', () => {
  for (const length of ['1', '256', '"1"', '"0256"']) {
    assert.equal(Object(parseComplexity(`{"Length":${length}}`)).minimumLength, Number(JSON.parse(length)), length);
  }
  for (const length of [
    '0',
    '257',
    '-1',
    '8.5',
    '"0"',
    '"257"',
    '""',
    '" 8"',
    '"8.0"',
    '"1e1"',
    'null',
    'true',
    '[8]',
  ]) {
    assert.match(String(parseComplexity(`{"Length":${length}}`)), /'Length'/, length);
  }
});

test('a rule that is neither true nor false is refused', () => {
  for (const value of ['"true"', '1', 'null', '{}']) {
    assert.match(String(parseComplexity(`{"hasdigit":${value}}`)), /'hasDigit'/, value);
  }
});

test('letters are counted as they are kept, whether an accent was typed with them or after them', () => {
  const typed = 'é1'.normalize('NFD');
  assert.deepEqual(codes(typed, { ...lengthOnly, minimumLength: 3 }), ['PasswordTooShort']);
  assert.deepEqual(codes(typed, { ...lengthOnly, requireLower: true }), ['PasswordRequiresLower']);
});

test('a complexity whose members are all unknown is refused with the known names: nobody means the defaults by it', () => {
  for (const text of ['{"RequiredLength":12}', '{"requireDigit":true,"minLength":"10"}']) {
    assert.match(
      String(parseComplexity(text)),
      /hasSpecialCharacter, hasLowercase, hasUppercase, hasDigit, Length/,
      text,
    );
  }
});

test('a password is too long beyond 4,096 code points, however many UTF-16 units they take', () => {
  for (const character of ['x', 'é', '密', '🔑']) {
    assert.equal(isTooLong(character.repeat(4096)), false, character);
    assert.equal(isTooLong(character.repeat(4097)), true, character);
  }
});

test('of a list that is not at hand, a password counts as being on it, and the verdict stays open', () => {
  const policy = { ...lengthOnly, refusesCommon: true };
  assert.deepEqual(codes('any', policy), ['PasswordTooCommon']);
  const verdicts = judgePassword('any', policy, nothingForbidden);
  assert.equal(verdicts.find(({ error }) => error.code === 'PasswordTooCommon')?.isKept, undefined);
});

test('names are looked for only where the policy refuses them', () => {
  const forbidden = { words: ['harry'], isCommon: undefined };
  const judged = (policy: PasswordPolicy) => brokenRules('HARRY-rides', { policy, forbidden }).map(({ code }) => code);
  assert.deepEqual(judged(lengthOnly), []);
  assert.deepEqual(judged({ ...lengthOnly, refusesContext: true }), ['PasswordContainsContext']);
});
