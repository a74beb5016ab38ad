import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type ImportedPerson, isBadRow, isPerson } from '../person.ts';
import { inputFile } from './file.fixture.ts';
import { formats } from './formats.ts';

/** What stands for every secret in the samples. */
const secret = 's3cret';

/** A file of each product in JSON with one person, who has everything. */
const samples: Readonly<Record<string, unknown>> = {
  'aspnet-identity': [
    { Id: '1', UserName: 'ada', PasswordHash: secret, LockoutEnd: '9999-12-31', TwoFactorEnabled: true },
  ],
  auth0: [
    {
      ...{ email: 'ada@mill.example', username: 'ada', user_metadata: { a: 'b' }, app_metadata: { roles: ['a'] } },
      custom_password_hash: { algorithm: 'sha512', hash: { value: secret, encoding: 'hex' }, salt: { value: secret } },
      ...{ identities: [{ connection: 'x', user_id: '1' }], password_set_date: { $date: '2026-01-01' } },
      ...{ created_at: '2026-01-01', last_login: '2026-01-02' },
    },
  ],
  django: [{ model: 'auth.user', pk: 1, fields: { username: 'ada', password: secret, groups: [1], is_staff: true } }],
  firebase: {
    users: [
      {
        ...{ localId: '1', salt: secret, createdAt: '1767225600000', lastSignedInAt: '1767225600000' },
        ...{ providerUserInfo: [{ providerId: 'x', rawId: 'y' }], customAttributes: '{"a":1}' },
      },
    ],
  },
  keycloak: {
    realm: 'mill',
    groups: [{ name: 'a', path: '/a', subGroups: [{ name: 'b', path: '/a/b' }] }],
    roles: { realm: [{ name: 'x', composite: true }] },
    users: [
      {
        ...{
          username: 'ada',
          createdTimestamp: 1767225600000,
          groups: ['/a/b'],
          realmRoles: ['x'],
          clientRoles: { c: ['y'] },
          attributes: { a: ['b'] },
        },
        credentials: [
          {
            ...{ type: 'password', createdDate: 1767225600000 },
            ...{ secretData: `{"value":"${secret}"}`, credentialData: '{"algorithm":"argon2"}' },
          },
          {
            ...{ type: 'password-history', createdDate: 1767225600000 },
            ...{ secretData: `{"value":"${secret}"}`, credentialData: '{"algorithm":"argon2"}' },
          },
        ],
        ...{ requiredActions: ['UPDATE_PASSWORD'], federatedIdentities: [{ identityProvider: 'x', userId: 'y' }] },
      },
    ],
  },
  okta: [
    {
      status: 'ACTIVE',
      profile: { login: 'ada' },
      credentials: { password: { hash: { algorithm: 'BCRYPT', value: secret } } },
    },
  ],
};

type Path = readonly (string | number)[];

/** Where something stands in a value, the value itself included. */
const pathsOf = (value: unknown): readonly Path[] =>
  typeof value === 'object' && value !== null
    ? [[], ...Object.entries(value).flatMap(([name, inside]) => pathsOf(inside).map((path) => [name, ...path]))]
    : [[]];

function replaced(value: unknown, [step, ...rest]: Path, by: unknown): unknown {
  if (step === undefined) return by;
  const copy = structuredClone(value) as Record<string | number, unknown>;
  copy[step] = replaced(copy[step], rest, by);
  return copy;
}

async function read(name: string, sample: unknown): Promise<readonly string[]> {
  const format = formats.find((one) => one.name === name) ?? assert.fail(name);
  const texts: string[] = [];
  try {
    for await (const rows of format.read([inputFile('a.json', JSON.stringify(sample), 4096)], {})) {
      for (const row of rows) if (isPerson(row)) assertTimes(row);
      for (const row of rows) texts.push(isBadRow(row) ? row.problem : isPerson(row) ? 'a person' : '');
    }
  } catch (error) {
    assert.equal((error as Error).name, 'UnreadableFile', String((error as Error).stack));
    texts.push((error as Error).message);
  }
  return texts;
}

/** What is kept of a person's times can be kept, and be said in the answers of the API. */
function assertTimes({ createdAt, lastLoginAt, passwordChangedAt, passwordHistory = [] }: ImportedPerson): void {
  const times = [createdAt, lastLoginAt, passwordChangedAt, ...passwordHistory.map(({ retiredAt }) => retiredAt)];
  for (const at of times) {
    assert.ok(at === undefined || (Number.isInteger(at) && /^\d{4}-/.test(new Date(at).toISOString())), `${at}`);
  }
}

const oddTimes = [1.5, 1e300, -1e300, 8.64e15, '999999999999999', '1.5', '+012026-01-01', '0000-01-01', '9999-12-31'];

describe('a file that is not what the product writes', () => {
  for (const [name, sample] of Object.entries(samples)) {
    it(`of ${name} gives rows or a refusal, whatever stands in place of any member, and tells no secret`, async () => {
      assert.ok((await read(name, sample)).includes('a person'));
      for (const path of pathsOf(sample)) {
        for (const by of [{ toString: 1 }, ...oddTimes]) await read(name, replaced(sample, path, by));
      }
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...pathsOf(sample)), fc.jsonValue({ maxDepth: 2 }), async (path, by) => {
          for (const text of await read(name, replaced(sample, path, by))) assert.doesNotMatch(text, /s3cret/);
        }),
        { numRuns: 300 },
      );
    });
  }
});
