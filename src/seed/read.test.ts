import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseSeed, readSeed } from './read.ts';

const acceptable = '$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA';
const secret = 'secret-of-sixteen';
const uuid = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';

/** One organization with these lines as its further members. */
const organization = (...lines: string[]): string =>
  ['organizations:', '  - name: School', ...lines.map((line) => `    ${line}`)].join('\n');
const user = (members: string): string => organization(`users: [{ userName: harry, ${members} }]`);
const application = (members: string): string => organization(`applications: [{ id: app, name: App, ${members} }]`);
const setting = (line: string): string => organization('settings:', `  ${line}`);

const parse = (text: string) => parseSeed(text, 'seed.yaml').organizations[0];

function refuses(text: string, message: string): void {
  assert.throws(() => parseSeed(text, 'seed.yaml'), { name: 'StartupError', message: `seed.yaml, ${message}` });
}

describe('a seed file', () => {
  it('may leave out everything but the names, and gets the defaults', () => {
    const school = parse(
      organization('users: [{ userName: harry }]', `applications: [{ id: app, name: App, secret: ${secret} }]`),
    );
    assert.deepEqual(school?.tenants, []);
    const { place: _, ...harry } = school?.users[0] ?? assert.fail();
    assert.deepEqual(harry, {
      id: undefined,
      userName: 'harry',
      email: undefined,
      name: undefined,
      surname: undefined,
      displayName: undefined,
      isActive: true,
      bypassBasicAuthRestriction: false,
      password: undefined,
      passwordHash: undefined,
      mustChangePassword: false,
      groups: [],
    });
    const { isConfidential, redirectUris, scopes } = school?.applications[0] ?? assert.fail();
    assert.deepEqual({ isConfidential, redirectUris, scopes }, { isConfidential: true, redirectUris: [], scopes: [] });
  });

  it('names tenants alone or with an id', () => {
    const tenants = parse(organization(`tenants: [North, { id: ${uuid}, name: South }]`))?.tenants;
    assert.deepEqual(
      tenants?.map(({ id, name }) => ({ id, name })),
      [
        { id: undefined, name: 'North' },
        { id: uuid, name: 'South' },
      ],
    );
  });

  it('takes settings as text, number or truth value, and keeps them as text', () => {
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

  it('gives a scope named alone to both grants, or to users only when the application is not confidential', () => {
    const scopes = 'scopes: [PM.User, { name: PM.Group, type: user }, { name: OR.Users }]';
    assert.deepEqual(parse(application(`secret: ${secret}, ${scopes}`))?.applications[0]?.scopes, [
      { name: 'PM.User', type: 'both' },
      { name: 'PM.Group', type: 'user' },
      { name: 'OR.Users', type: 'both' },
    ]);
    const open = 'isConfidential: false, redirectUris: [http://localhost/]';
    assert.deepEqual(parse(application(`${open}, ${scopes}`))?.applications[0]?.scopes, [
      { name: 'PM.User', type: 'user' },
      { name: 'PM.Group', type: 'user' },
      { name: 'OR.Users', type: 'user' },
    ]);
  });

  it('lets users be in declared and built-in groups, in any letter case', () => {
    const school = organization(
      'groups: [{ name: Prefects }]',
      'users: [{ userName: a, groups: [prefects, administrators] }]',
    );
    assert.deepEqual(parse(school)?.users[0]?.groups, ['prefects', 'administrators']);
  });

  it('may use one user name, e-mail address and user id in several organizations', () => {
    const one = (name: string) => `{ name: ${name}, users: [{ id: x, userName: x, email: x@y.example }] }`;
    assert.equal(parseSeed(`organizations: [${one('A')}, ${one('B')}]`, 'f').organizations.length, 2);
  });
});

describe('a file that is no seed', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['is empty', '', 'line 1: the file is empty'],
    ['is a list', '- a', 'line 1: the file must be a mapping, that is "name: value" lines'],
    ['has no organizations', '{}', 'line 1: the file lacks the member organizations'],
    ['has another member', 'organisations: []', 'line 1: organisations is unknown; did you mean organizations?'],
    ['has other members', 'x: []', 'line 1: x is unknown; the file has organizations'],
    [
      'has organizations without a value',
      'organizations:',
      'line 1: organizations has no value: give it one, or leave it out',
    ],
    [
      'has one organization instead of a list',
      'organizations:\n  name: A',
      'line 1: organizations must be a list, that is lines which begin with "- "',
    ],
    [
      'has text in place of an organization',
      'organizations: [A]',
      'line 1: organizations[0] must be a mapping, that is "name: value" lines',
    ],
    [
      'has a member twice',
      'organizations:\n  - name: A\n    name: B',
      'line 3: this is not YAML: Map keys must be unique',
    ],
    ['does not close a quote', 'organizations:\n  - name: "A', 'line 2: this is not YAML: Missing closing "quote'],
    [
      'holds two documents',
      'organizations: []\n---\norganizations: []',
      'line 2: a second document begins here, but a seed is one',
    ],
    [
      'has an unquoted exclamation mark',
      user('password: !secret'),
      'line 3: a value that begins with "!", "&" or "*" must stand in quotes',
    ],
    [
      'has an unquoted asterisk',
      user('password: *secret'),
      'line 3: a value that begins with "!", "&" or "*" must stand in quotes',
    ],
  ];
  for (const [what, text, message] of cases) it(`is refused when it ${what}`, () => refuses(text, `${message}.`));

  it('is refused when it is not there or not UTF-8', () => {
    const folder = mkdtempSync(join(tmpdir(), 'gatehouse-seed-'));
    try {
      const file = join(folder, 'seed.yaml');
      assert.throws(() => readSeed(file), {
        name: 'StartupError',
        message: /^The seed file .* cannot be read: ENOENT/,
      });
      writeFileSync(file, Buffer.from('organizations: [] # caf\xe9', 'latin1'));
      const message = `The seed file ${file} cannot be read: it is not UTF-8.`;
      assert.throws(() => readSeed(file), { name: 'StartupError', message });
      writeFileSync(file, '\ufefforganizations: []');
      assert.deepEqual(readSeed(file).organizations, []);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('an organization', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['without a name', 'organizations: [{}]', 'line 1: organizations[0] lacks the member name'],
    [
      'with an unknown member',
      organization('user: []'),
      'line 3: organizations[0].user is unknown; did you mean users?',
    ],
    [
      'with a member that nothing resembles',
      organization('colour: red'),
      'line 3: organizations[0].colour is unknown; an organization has id, name, tenants, settings, groups, users, applications',
    ],
    [
      'with a member whose name is no word',
      organization('"a b": 1'),
      'line 3: organizations[0]["a b"] is unknown; an organization has id, name, tenants, settings, groups, users, applications',
    ],
    ['with an id that is no UUID', organization('id: school'), 'line 3: organizations[0].id must be a UUID'],
    [
      'with the UUID of zeros',
      organization('id: 00000000-0000-0000-0000-000000000000'),
      'line 3: organizations[0].id must not be the UUID of zeros only',
    ],
    [
      'with a UUID in capitals',
      organization(`id: ${uuid.toUpperCase()}`),
      `line 3: organizations[0].id is a UUID and must be written as ${uuid}`,
    ],
    [
      'with a name that a URL cannot hold',
      'organizations: [{ name: A/B }]',
      'line 1: organizations[0].name must not contain / ? # % \\ or control characters',
    ],
    [
      'with a reserved name',
      'organizations: [{ name: identity }]',
      'line 1: organizations[0].name is a reserved word of the URL',
    ],
    [
      'with a name like an id',
      `organizations: [{ name: ${uuid} }]`,
      'line 1: organizations[0].name must not be a UUID',
    ],
    [
      'with a number as its name',
      'organizations: [{ name: 7 }]',
      'line 1: organizations[0].name must be text: put it in quotes',
    ],
    [
      'with the name of another',
      'organizations:\n  - name: Straße\n  - name: STRASSE',
      'line 3: organizations[1].name is taken by organizations[0] already',
    ],
    [
      'with the id of another',
      `organizations:\n  - { id: ${uuid}, name: A }\n  - { id: ${uuid}, name: B }`,
      'line 3: organizations[1].id is taken by organizations[0] already',
    ],
    [
      'with a tenant of a bad name',
      organization('tenants: [""]'),
      'line 3: organizations[0].tenants[0] must not be empty or start or end with blanks',
    ],
    [
      'with a tenant of a bad id',
      organization('tenants: [{ id: x, name: A }]'),
      'line 3: organizations[0].tenants[0].id must be a UUID',
    ],
    [
      'with two tenants of one name',
      organization('tenants: [a, A]'),
      'line 3: organizations[0].tenants[1].name is taken by organizations[0].tenants[0] already',
    ],
    [
      'with two tenants of one id',
      organization(`tenants: [{ id: ${uuid}, name: A }, { id: ${uuid}, name: B }]`),
      'line 3: organizations[0].tenants[1].id is taken by organizations[0].tenants[0] already',
    ],
    [
      'with two groups of one name',
      organization('groups: [{ name: a }, { name: A }]'),
      'line 3: organizations[0].groups[1].name is taken by organizations[0].groups[0] already',
    ],
    [
      'with two groups of one id',
      organization(`groups: [{ id: ${uuid}, name: a }, { id: ${uuid}, name: b }]`),
      'line 3: organizations[0].groups[1].id is taken by organizations[0].groups[0] already',
    ],
    [
      'with a group that is a bare name',
      organization('groups: [Prefects]'),
      'line 3: organizations[0].groups[0] must be a mapping, that is "name: value" lines',
    ],
    [
      'with a group named like a built-in one',
      organization('groups: [{ name: administrators }]'),
      'line 3: organizations[0].groups[0].name is the name of a built-in group, which every organization has',
    ],
    [
      'with a group of a built-in id',
      organization('groups: [{ name: a, id: 35551807-06b1-4cda-90a1-2fb84851eee7 }]'),
      'line 3: organizations[0].groups[0].id is the id of the built-in group Administrators',
    ],
  ];
  for (const [what, text, message] of cases) it(`${what} is refused`, () => refuses(text, `${message}.`));
});

describe('a setting', () => {
  const place = (key: string) => `line 4: organizations[0].settings["${key}"]`;
  const days = 'Auth.Password.DefaultExpirationDays';
  const complexity = 'Auth.Password.PasswordComplexity';
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'with a misspelt key',
      'Auth.Password.DefaultExpirationDay: 1',
      `${place('Auth.Password.DefaultExpirationDay')} is unknown; did you mean ${days}?`,
    ],
    [
      'with a key in other letter case',
      'auth.password.defaultexpirationdays: 1',
      `${place(days.toLowerCase())} is unknown; did you mean ${days}?`,
    ],
    ['without a value', `${days}:`, `${place(days)} has no value: give it one, or leave it out`],
    ['that is out of range', `${days}: 1001`, `${place(days)} must be a whole number from 0 to 1000`],
    ['that is no number', `${days}: never`, `${place(days)} must be a whole number from 0 to 1000`],
    [
      'that is no truth value',
      'Auth.UserLockOut.IsEnabled: yes',
      `${place('Auth.UserLockOut.IsEnabled')} must be true or false`,
    ],
    [
      'that is a mapping instead of JSON text',
      `${complexity}: { "Length": "9" }`,
      `${place(complexity)} must be text: put it in single quotes`,
    ],
    [
      'that is no JSON object',
      `${complexity}: strong`,
      `${place(complexity)} is refused: The password complexity must be the text of a JSON object`,
    ],
    [
      'that asks for too long passwords',
      `${complexity}: '{"Length":"300"}'`,
      `${place(complexity)} is refused: The member 'Length' of the password complexity must be a whole number between 1 and 256`,
    ],
  ];
  for (const [what, line, message] of cases) it(`${what} is refused`, () => refuses(setting(line), `${message}.`));

  it('of an unknown kind is refused with the list of keys', () => {
    assert.throws(
      () => parse(setting('Theme: dark')),
      /settings\.Theme is unknown; there are Auth\.Password\.PasswordComplexity, /,
    );
  });
});

describe('a user', () => {
  const harry = 'line 3: organizations[0].users[0]';
  const pair = (one: string, other: string) => organization('users:', `  - { ${one} }`, `  - { ${other} }`);
  const hashForm =
    'must be an Argon2id hash: "$argon2id$v=19$m=…,t=…,p=…$salt$hash" of at most 256 MiB, 10 passes and 16 lanes';
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
      'with a password hash that is too dear',
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
  });
});

describe('an application', () => {
  const app = 'line 3: organizations[0].applications[0]';
  const open = 'isConfidential: false, redirectUris: [http://localhost/]';
  const withId = (id: string) => organization(`applications: [{ id: "${id}", name: App, secret: ${secret} }]`);
  const idForm = 'must be of printable ASCII characters without blanks, "/" and ":"';
  const uriForm = 'must be an http or https URL without "#"';
  const cases: readonly (readonly [string, string, string])[] = [
    ['without an id', organization(`applications: [{ name: App, secret: ${secret} }]`), `${app} lacks the member id`],
    ['with an empty id', withId(''), `${app}.id must not be empty`],
    ['with a blank in the id', withId('my app'), `${app}.id ${idForm}`],
    ['with a colon in the id', withId('my:app'), `${app}.id ${idForm}`],
    ['with a UUID in braces as the id', withId(`{${uuid}}`), `${app}.id is a UUID and must be written as ${uuid}`],
    [
      'that is confidential and has no secret',
      application('scopes: []'),
      `${app} is confidential and lacks the member secret`,
    ],
    ['with a short secret', application('secret: too-short'), `${app}.secret must have at least 16 characters`],
    [
      'with a long secret',
      application(`secret: ${'x'.repeat(101)}`),
      `${app}.secret must not be longer than 100 characters`,
    ],
    [
      'with a blank in the secret',
      application('secret: "secret of sixteen"'),
      `${app}.secret must be of printable ASCII characters without blanks`,
    ],
    [
      'that is not confidential and has a secret',
      application(`${open}, secret: ${secret}`),
      `${app}.secret is only for confidential applications`,
    ],
    [
      'that is not confidential and has no redirect URI',
      application('isConfidential: false'),
      `${app} is not confidential and needs redirectUris`,
    ],
    [
      'that is not confidential and has an application scope',
      application(`${open}, scopes: [{ name: PM.User, type: both }]`),
      `${app}.scopes[0].type must be user, because the application is not confidential`,
    ],
    [
      'with a redirect URI that is no URL',
      application(`secret: ${secret}, redirectUris: [callback]`),
      `${app}.redirectUris[0] ${uriForm}`,
    ],
    [
      'with a redirect URI that runs a script',
      application(`secret: ${secret}, redirectUris: ["javascript:alert(1)"]`),
      `${app}.redirectUris[0] ${uriForm}`,
    ],
    [
      'with a fragment in a redirect URI',
      application(`secret: ${secret}, redirectUris: ["https://a.example/#b"]`),
      `${app}.redirectUris[0] ${uriForm}`,
    ],
    [
      'with a redirect URI twice',
      application(`secret: ${secret}, redirectUris: ["http://a/", "http://a/"]`),
      `${app}.redirectUris[1] is listed twice`,
    ],
    [
      'with a scope name that has a blank',
      application(`secret: ${secret}, scopes: ["PM.User PM.Group"]`),
      `${app}.scopes[0] must be a scope name without blanks and quotes`,
    ],
    [
      'with a scope of an unknown type',
      application(`secret: ${secret}, scopes: [{ name: PM.User, type: all }]`),
      `${app}.scopes[0].type must be one of user, application, both`,
    ],
    [
      'with a scope that is a number',
      application(`secret: ${secret}, scopes: [7]`),
      `${app}.scopes[0] must be a mapping, that is "name: value" lines`,
    ],
    [
      'with a scope twice',
      application(`secret: ${secret}, scopes: [PM.User, { name: PM.User, type: user }]`),
      `${app}.scopes[1].name is taken by ${app.slice(8)}.scopes[0] already`,
    ],
    [
      'with the client id of one in another organization',
      `organizations:\n${['A', 'B'].map((name) => `  - { name: ${name}, applications: [{ id: app, name: App, secret: ${secret} }] }`).join('\n')}`,
      'line 3: organizations[1].applications[0].id is taken by organizations[0].applications[0] already',
    ],
  ];
  for (const [what, text, message] of cases) it(`${what} is refused`, () => refuses(text, `${message}.`));
});

describe('an error', () => {
  it('names the line of the member, also where the file uses an alias', () => {
    refuses(
      'organizations:\n  - name: A\n    users:\n      - userName: a\n        email: b\n',
      'line 5: organizations[0].users[0].email must be an e-mail address.',
    );
    const aliased = organization('users: &users', '  - userName: a', '    groups: [X1]').concat(
      '\n  - name: B\n    users: *users',
    );
    refuses(
      aliased.replace('[X1]', '[]').replace('userName: a', 'name: a'),
      'line 4: organizations[0].users[0] lacks the member userName.',
    );
    const twice = 'organizations:\n  - &a\n    name: A\n  - *a';
    refuses(twice, 'line 4: organizations[1].name is taken by organizations[0] already.');
  });

  it('never quotes a password, a hash or a secret', () => {
    const hidden = 'h1dden';
    const texts = [
      user(`password: !${hidden}`),
      user(`password: *${hidden}`),
      user(`password: |${hidden}`),
      user(`password: @${hidden}`),
      user(`password: ${hidden}, passwordHash: ${hidden}`),
      user(`password: [${hidden}]`),
      user(`password: "${hidden}" ${hidden}`),
      user(`passwordHash: ${hidden}`),
      application(`secret: ${hidden}`),
      organization('users:', '  - userName: a', `    password: |${hidden}`, '      x'),
      organization('users:', '  - userName: a', `    password: "${hidden}" ${hidden}`),
      organization('users:', '  - userName: a', `    password: ${hidden}: ${hidden}`),
    ];
    for (const text of texts) {
      const isSilent = (error: Error) => error.name === 'StartupError' && !error.message.includes(hidden);
      assert.throws(() => parseSeed(text, 'seed.yaml'), isSilent, text);
    }
  });
});
