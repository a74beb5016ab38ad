import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSeed } from './read.ts';

const acceptable = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const uuid = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';

/** One organization with these lines as its further members. */
const organization = (...lines: string[]): string =>
  ['organizations:', '  - name: School', ...lines.map((line) => `    ${line}`)].join('\n');
const user = (members: string): string => organization(`users: [{ userName: harry, ${members} }]`);

const parse = (text: string) => parseSeed(text, 'seed.yaml').organizations[0];

function refuses(text: string, message: string): void {
  assert.throws(() => parseSeed(text, 'seed.yaml'), { name: 'StartupError', message: `seed.yaml, ${message}` });
}

describe('a user', () => {
  const harry = 'line 3: organizations[0].users[0]';
  const pair = (one: string, other: string) => organization('users:', `  - { ${one} }`, `  - { ${other} }`);
  const hashForm =
    'must be a password hash of a known scheme with acceptable parameters, as docs/password-hashes.md lists them';
  const cases: readonly (readonly [string, string, string])[] = [
    ['without a user name', organization('users: [{ id: x }]'), `${harry} lacks the member userName`],
    ['with an unknown member', user('e-mail: a@b'), `${harry}["e-mail"] is unknown; did you mean email?`],
    [
      'with a user name of blanks',
      organization('users: [{ userName: " " }]'),
      `${harry}.userName must not be empty or begin or end with blanks`,
    ],
    [
      'with a user name of too many characters',
      organization(`users: [{ userName: ${'x'.repeat(257)} }]`),
      `${harry}.userName must not be longer than 256 characters`,
    ],
    [
      'with a control character in the name',
      user('name: "a\\tb"'),
      `${harry}.name must not contain control characters`,
    ],
    [
      'with an invisible character in the user name',
      organization('users: [{ userName: "har\\u200bry" }]'),
      `${harry}.userName must not contain invisible characters`,
    ],
    [
      'with a display name that turns letters round',
      user('displayName: "Harry\\u202e"'),
      `${harry}.displayName must not contain invisible characters`,
    ],
    [
      'with the e-mail address of another as user name',
      pair('userName: a, email: a@b.example', 'userName: A@B.example'),
      `line 5: organizations[0].users[1].userName is the e-mail address of ${harry.slice(8)} already`,
    ],
    [
      'with an empty display name',
      user('displayName: ""'),
      `${harry}.displayName must not be empty or begin or end with blanks`,
    ],
    ['with a slash in the id', user('id: a/b'), `${harry}.id must not be "." or ".." or contain "/"`],
    ['with an id that a URL swallows', user('id: ..'), `${harry}.id must not be "." or ".." or contain "/"`],
    [
      'with a UUID without hyphens as the id',
      user(`id: "${uuid.replaceAll('-', '')}"`),
      `${harry}.id is a UUID and must be written as ${uuid}`,
    ],
    ['with a number as the id', user('id: 3107'), `${harry}.id must be text: put it in quotes`],
    ['with an e-mail address that is none', user('email: harry'), `${harry}.email must be an e-mail address`],
    ['with an activity that is text', user('isActive: "yes"'), `${harry}.isActive must be true or false`],
    ['with an empty password', user('password: ""'), `${harry}.password must not be empty`],
    ['with a password left blank', user('password: '), `${harry}.password has no value: give it one, or leave it out`],
    [
      'with a password of digits without quotes',
      user('password: 12345678'),
      `${harry}.password must be text: put it in quotes`,
    ],
    [
      'with a password of too many characters',
      user(`password: ${'x'.repeat(4097)}`),
      `${harry}.password must not be longer than 4096 characters`,
    ],
    ['with a password hash of another kind', user('passwordHash: 5f4dcc3b'), `${harry}.passwordHash ${hashForm}`],
    [
      'with a password hash that is too expensive',
      user(`passwordHash: "${acceptable.replace('m=19456', 'm=9999999')}"`),
      `${harry}.passwordHash ${hashForm}`,
    ],
    [
      'with a password and a hash',
      user(`password: x, passwordHash: "${acceptable}"`),
      `${harry} has both password and passwordHash: leave one of them out`,
    ],
    [
      'who must change a password but has none',
      user('mustChangePassword: true'),
      `${harry} has mustChangePassword but no password that could be changed`,
    ],
    [
      'with the user name of another',
      pair('userName: Jose\u0301', 'userName: JOSÉ'),
      'line 5: organizations[0].users[1].userName is taken by organizations[0].users[0] already',
    ],
    [
      'with the e-mail address of another',
      pair('userName: a, email: a@b.c', 'userName: b, email: A@B.C'),
      'line 5: organizations[0].users[1].email is taken by organizations[0].users[0] already',
    ],
    [
      'with the id of another',
      pair('userName: a, id: x', 'userName: b, id: x'),
      'line 5: organizations[0].users[1].id is taken by organizations[0].users[0] already',
    ],
    [
      'in a group whose name is misspelt',
      user('groups: [Administrator]'),
      `${harry}.groups[0] is no group of the organization; did you mean Administrators?`,
    ],
    [
      'in an unknown group',
      user('groups: [Prefects]'),
      `${harry}.groups[0] is no group of the organization; there are Administrators, Automation Users, Automation Developers, Citizen Developers, Automation Express, Everyone`,
    ],
    [
      'in Everyone',
      user('groups: [everyone]'),
      `${harry}.groups[0] has every account as a member already: leave it out`,
    ],
    ['in a group twice', user('groups: [Administrators, administrators]'), `${harry}.groups[1] is listed twice`],
  ];
  for (const [what, text, message] of cases) it(`${what} is refused`, () => refuses(text, `${message}.`));

  it('may have a password hash made elsewhere', () => {
    assert.equal(
      parse(user(`passwordHash: "${acceptable}", mustChangePassword: true`))?.users[0]?.passwordHash,
      acceptable,
    );
    const foreign = 'AQAAAAEAACcQAAAAEAABAgMEBQYHCAkKCwwNDg+yWU7rLgUwPZb1Itsmra7cbxw2EFpwpVFIEtP+JIuUEw==';
    assert.equal(parse(user(`passwordHash: "${foreign}"`))?.users[0]?.passwordHash, foreign);
  });

  it('may be in declared and built-in groups, in any letter case', () => {
    const school = organization(
      'groups: [{ name: Prefects }]',
      'users: [{ userName: a, groups: [prefects, administrators] }]',
    );
    assert.deepEqual(parse(school)?.users[0]?.groups, ['prefects', 'administrators']);
  });

  it('may have the id, user name and e-mail address of a user of another organization', () => {
    const one = (name: string) => `{ name: ${name}, users: [{ id: x, userName: x, email: x@y.example }] }`;
    assert.equal(parseSeed(`organizations: [${one('A')}, ${one('B')}]`, 'f').organizations.length, 2);
  });
});
