import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { parseSeed, readSeed } from './read.ts';

const secret = 'secret-of-sixteen';

/** One organization with these lines as its further members. */
const organization = (...lines: string[]): string =>
  ['organizations:', '  - name: School', ...lines.map((line) => `    ${line}`)].join('\n');
const user = (members: string): string => organization(`users: [{ userName: harry, ${members} }]`);
const application = (members: string): string => organization(`applications: [{ id: app, name: App, ${members} }]`);

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
    const { position: _, ...harry } = school?.users[0] ?? assert.fail();
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
      validatePassword: true,
      mustChangePassword: false,
      groups: [],
    });
    const { isConfidential, redirectUris, scopes } = school?.applications[0] ?? assert.fail();
    assert.deepEqual({ isConfidential, redirectUris, scopes }, { isConfidential: true, redirectUris: [], scopes: [] });
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
      'has aliases that multiply',
      `a: &a [x]\nb: &b [${Array(9).fill('*a').join()}]\nc: &c [${Array(9).fill('*b').join()}]\nd: [${Array(9).fill('*c').join()}]`,
      'line 1: the file has so many aliases of aliases that it would fill the memory',
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

it('the example of the manual is a seed', () => {
  const manual = readFileSync(new URL('../../docs/seed.md', import.meta.url), 'utf8');
  const example = /```yaml\n(.*?)```/s.exec(manual)?.[1] ?? '';
  assert.equal(parseSeed(example, 'docs/seed.md').organizations[0]?.applications[0]?.scopes.length, 2);
});
