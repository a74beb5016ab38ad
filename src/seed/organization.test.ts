import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseSeed } from './read.ts';

const uuid = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';

/** One organization with these lines as its further members. */
const organization = (...lines: string[]): string =>
  ['organizations:', '  - name: School', ...lines.map((line) => `    ${line}`)].join('\n');

const parse = (text: string) => parseSeed(text, 'seed.yaml').organizations[0];

function refuses(text: string, message: string): void {
  assert.throws(() => parseSeed(text, 'seed.yaml'), { name: 'StartupError', message: `seed.yaml, ${message}` });
}

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
      'line 3: organizations[0].colour is unknown; an organization has id, name, tenants, settings, groups, users, apiResources, applications',
    ],
    [
      'with a member whose name is no word',
      organization('"a b": 1'),
      'line 3: organizations[0]["a b"] is unknown; an organization has id, name, tenants, settings, groups, users, apiResources, applications',
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
      'organizations:\n  - name: Straße\n  - name: STRAẞE',
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
      'with a tenant that a URL takes for the way up',
      organization('tenants: [".."]'),
      'line 3: organizations[0].tenants[0] is a reserved word of the URL',
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

  it('names its tenants alone or with an id', () => {
    const tenants = parse(organization(`tenants: [North, { id: ${uuid}, name: South }]`))?.tenants;
    assert.deepEqual(
      tenants?.map(({ id, name }) => ({ id, name })),
      [
        { id: undefined, name: 'North' },
        { id: uuid, name: 'South' },
      ],
    );
  });
});
