import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Kysely } from 'kysely';
import { permitOperator } from '../directory/permission.ts';
import { nothingBreached } from '../password/breached.ts';
import type { Hasher } from '../password/hasher.ts';
import type { Database } from '../store/database.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { applySeed } from './apply.ts';
import { planSeed } from './plan-seed.ts';
import { parseSeed } from './read.ts';

const schoolId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';
const otherId = '467ef653-cafa-41ae-9c0f-19fee3c7932a';
const secret = 'secret-of-sixteen';
const school = `
organizations:
  - id: ${schoolId}
    name: School
    tenants: [{ id: ${schoolId}, name: North }]
    groups: [{ id: ${schoolId}, name: Prefects }]
    users: [{ id: har-3107, userName: harry, email: harry@school.example }]
    apiResources: [{ name: Ledger }]
    applications: [{ id: owl, name: Owl, secret: ${secret} }]
`;
const noHasher = {} as Hasher;

let db: Kysely<Database>;

before(async () => {
  db = await openEmptyStore();
  await applySeed(
    createStore(db),
    permitOperator('installation.provision'),
    { hasher: noHasher, breached: nothingBreached },
    parseSeed(school, 'seed.yaml'),
    1000,
  );
});

after(() => db.destroy());

/** In line 3 of a file, a member of the organization that is there already. */
const declare = (members: string): string => `organizations:\n  - name: School\n    ${members}`;
const contradicts = (name: string, id: string, declared: string): string =>
  `contradicts the store, where "${name}" has the id "${id}", not "${declared}"`;

describe('a seed that the store contradicts', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    [
      'an organization has another id',
      `organizations: [{ id: ${otherId}, name: SCHOOL }]`,
      `line 1: organizations[0].name ${contradicts('SCHOOL', schoolId, otherId)}`,
    ],
    [
      'two entries mean one organization',
      `organizations: [{ id: ${schoolId}, name: New }, { name: School }]`,
      'line 1: organizations[1] is the same organization as organizations[0], under another name',
    ],
    [
      'a tenant has another id',
      declare(`tenants: [{ id: ${otherId}, name: north }]`),
      `line 3: organizations[0].tenants[0].name ${contradicts('north', schoolId, otherId)}`,
    ],
    [
      'a group has another id',
      declare(`groups: [{ id: ${otherId}, name: prefects }]`),
      `line 3: organizations[0].groups[0].name ${contradicts('prefects', schoolId, otherId)}`,
    ],
    [
      'a user has another id',
      declare('users: [{ id: x, userName: HARRY }]'),
      `line 3: organizations[0].users[0].userName ${contradicts('HARRY', 'har-3107', 'x')}`,
    ],
    [
      'an e-mail address belongs to another user',
      declare('users: [{ userName: x, email: Harry@School.example }]'),
      'line 3: organizations[0].users[0].email belongs to the user "harry" already',
    ],
    [
      'a user name is the e-mail address of another user',
      declare('users: [{ userName: Harry@School.example }]'),
      'line 3: organizations[0].users[0].userName is the e-mail address of the user "harry" already',
    ],
    [
      'an application is of another organization',
      `organizations: [{ name: Other, applications: [{ id: owl, name: Owl, secret: ${secret} }] }]`,
      'line 1: organizations[0].applications[0].id is the client id of an application in another organization',
    ],
    [
      'a user of another organization has the id',
      'organizations: [{ name: Other, users: [{ id: har-3107, userName: x }] }]',
      `line 1: organizations[0].users[0].id is, or was, the id of a user in the organization ${schoolId}, and an id is never given again`,
    ],
    [
      'an application has the id of a user',
      declare('users: [{ id: owl, userName: x }]'),
      `line 3: organizations[0].users[0].id is, or was, the id of an application in the organization ${schoolId}, and an id is never given again`,
    ],
    [
      'a user has the id of an application',
      `organizations: [{ name: Other, applications: [{ id: har-3107, name: Owl, secret: ${secret} }] }]`,
      `line 1: organizations[0].applications[0].id is, or was, the id of a user in the organization ${schoolId}, and an id is never given again`,
    ],
    [
      'two accounts that it lacks have one id',
      `organizations: [{ name: A, users: [{ id: x, userName: x }] }, { name: B, applications: [{ id: x, name: X, secret: ${secret} }] }]`,
      'line 1: organizations[1].applications[0].id is taken by organizations[0].users[0] already',
    ],
    [
      'an application has the name of an API of another organization',
      `organizations: [{ name: Other, applications: [{ id: ledger, name: Ledger, secret: ${secret} }] }]`,
      'line 1: organizations[0].applications[0].id is the name of an API',
    ],
    [
      'an application has the name of a built-in API',
      declare(`applications: [{ id: OpenID, name: Owl, secret: ${secret} }]`),
      'line 3: organizations[0].applications[0].id is the name of an API',
    ],
    [
      'an application that it lacks has the name of an API before it',
      `organizations: [{ name: A, apiResources: [{ name: x }], applications: [{ id: x, name: X, secret: ${secret} }] }]`,
      'line 1: organizations[0].applications[0].id is the name of an API',
    ],
    [
      'an API that it lacks has the id of an application before it',
      `organizations: [{ name: A, applications: [{ id: x, name: X, secret: ${secret} }] }, { name: B, apiResources: [{ name: x }] }]`,
      'line 1: organizations[1].apiResources[0].name is the client id of an application',
    ],
  ];
  for (const [what, text, message] of cases) {
    it(`is refused when ${what}`, async () => {
      const seed = parseSeed(text, 'seed.yaml');
      const error = { name: 'StartupError', message: `seed.yaml, ${message}.` };
      await assert.rejects(planSeed(createStore(db), seed, 2000), error);
    });
  }
});
