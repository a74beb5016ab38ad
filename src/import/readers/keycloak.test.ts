import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBadRow, isGroup, isPerson } from '../person.ts';
import { fatesOf, inputFile, peopleOf, personOf, refusalOf, rowsOf } from './file.fixture.ts';
import { readKeycloak } from './keycloak.ts';

const groups = [
  {
    name: 'Mill',
    path: '/Mill',
    subGroups: [{ name: 'Night', path: '/Mill/Night', subGroups: [] }],
    attributes: { a: ['b'] },
  },
  { name: 'In / out', path: '/In / out', subGroups: [{ name: 'In', path: '/In / out/In', realmRoles: ['x'] }] },
];
const realm = (users: readonly unknown[], more: object = {}) =>
  inputFile('mill-realm.json', JSON.stringify({ realm: 'mill', clients: [{ id: 1 }], groups, users, ...more }));
const credential = (type: string, data: object, secret: object, createdDate = 1000) => ({
  ...{ type, createdDate, credentialData: JSON.stringify(data), secretData: JSON.stringify(secret) },
});
const person = async (user: object) =>
  (await peopleOf(readKeycloak, realm([{ username: 'ada', ...user }])))[0] ?? assert.fail();
const hashOf = async (data: object, secret: object) =>
  (await person({ credentials: [credential('password', data, secret)] })).passwordHash;

describe('a realm of Keycloak', () => {
  it('gives a person with everything that has a place here', async () => {
    const user = {
      ...{ id: '6d5b1097-0978-47c2-bef2-568aa736b3dd', firstName: 'Ada', lastName: 'Lind', email: 'ada@mill.example' },
      ...{ emailVerified: true, enabled: true, createdTimestamp: 5, totp: false, notBefore: 0, requiredActions: [] },
      attributes: { locale: ['de'], skills: ['a', 'b'] },
      federatedIdentities: [{ identityProvider: 'hub', userId: '7', userName: 'a' }],
      ...{ realmRoles: ['default-roles-mill', 'miller'], clientRoles: { desk: ['read'], account: ['view-profile'] } },
      ...{ groups: ['/Mill/Night', '/In / out/In', '/gone'], credentials: [] },
    };
    assert.deepEqual(await person(user), {
      ...{ position: 'users[0]', userName: 'ada', id: user.id, email: user.email, emailConfirmed: true, createdAt: 5 },
      ...{ name: 'Ada', surname: 'Lind', isActive: true, roles: ['miller', 'desk/read'] },
      groups: ['Mill', 'Mill/Night', 'In / out', 'In / out/In', '/gone'],
      attributes: { locale: 'de', skills: '["a","b"]' },
      logins: [{ loginProvider: 'hub', providerKey: '7', providerDisplayName: null }],
      mustChangePassword: false,
      fates: [
        {
          field: 'groups',
          fate: 'mapped',
          why: 'groups have no groups inside: each step of a path becomes one, named by the path',
        },
        { field: 'attributes.skills', fate: 'mapped', why: 'a list or an object is kept as JSON' },
        { field: 'clientRoles.desk', fate: 'mapped', why: 'a role in a client is called CLIENT/ROLE' },
        { field: 'clientRoles.account', fate: 'lost', why: 'rights in Keycloak itself mean nothing here' },
      ],
    });
  });

  it('has hashes in the form that verifies them', async () => {
    const argon2 = { type: ['id'], version: ['1.3'], memory: ['7168'], parallelism: ['1'], hashLength: ['4'] };
    const secret = { value: 'aGFzaA==', salt: 'c2FsdA==', additionalParameters: {} };
    const data = { hashIterations: 5, algorithm: 'argon2', additionalParameters: argon2 };
    assert.equal(await hashOf(data, secret), '$argon2id$v=19$m=7168,t=5,p=1$c2FsdA$aGFzaA');
    const strange = { ...data, additionalParameters: { ...argon2, memory: { toString: 1 } } };
    assert.equal(await hashOf(strange, secret), '$argon2id$v=19$m=,t=5,p=1$c2FsdA$aGFzaA');
    for (const algorithm of ['pbkdf2', 'pbkdf2-sha256', 'pbkdf2-sha512']) {
      assert.equal(
        await hashOf({ hashIterations: 27500, algorithm }, secret),
        `$${algorithm}$i=27500,l=4$c2FsdA$aGFzaA`,
      );
    }
    assert.equal(await hashOf({ hashIterations: 1, algorithm: 'new' }, secret), '$new$i=1,l=4$c2FsdA$aGFzaA');
    assert.equal(await hashOf({ hashIterations: 10, algorithm: 'bcrypt' }, { value: '$2a$10$x' }), '$2a$10$x');
  });

  it('has the hash in members of the credential in old files, and the password itself in those written by hand', async () => {
    const old = {
      type: 'password',
      hashedSaltedValue: 'aGFzaA==',
      salt: 'c2FsdA==',
      hashIterations: 9,
      algorithm: 'pbkdf2-sha256',
    };
    assert.equal((await person({ credentials: [old] })).passwordHash, '$pbkdf2-sha256$i=9,l=4$c2FsdA$aGFzaA');
    const { password, mustChangePassword } = await person({
      credentials: [{ type: 'password', value: ' p ', temporary: true }],
    });
    assert.deepEqual([password, mustChangePassword], [' p ', true]);
  });

  it('keeps the earlier passwords with the time until which each was in use', async () => {
    const data = { hashIterations: 1, algorithm: 'pbkdf2' };
    const secret = { value: 'aGFzaA==', salt: 'c2FsdA==' };
    const credentials = [
      credential('password-history', data, secret, 100),
      credential('password', data, secret, 300),
      credential('password-history', data, secret, 200),
    ];
    const { passwordChangedAt, passwordHistory = [] } = await person({ credentials });
    assert.deepEqual([passwordChangedAt, ...passwordHistory.map(({ retiredAt }) => retiredAt)], [300, 300, 200]);
  });

  it('says what becomes of duties, second factors, and members that it has never heard of', async () => {
    const found = await person({
      ...{
        enabled: false,
        emailVerified: true,
        requiredActions: ['UPDATE_PASSWORD', 'VERIFY_EMAIL', 'CONFIGURE_TOTP'],
      },
      ...{
        credentials: [{ type: 'otp' }, { type: 'palm' }],
        federationLink: 'x',
        tattoo: { where: 'arm' },
        nothing: null,
      },
    });
    assert.deepEqual([found.isActive, found.emailConfirmed, found.mustChangePassword], [false, false, true]);
    assert.deepEqual(fatesOf(found), [
      'requiredActions.UPDATE_PASSWORD mapped: the password must be changed at the first sign-in',
      'requiredActions.VERIFY_EMAIL mapped: the address counts as unconfirmed',
      'requiredActions.CONFIGURE_TOTP lost: nobody is asked for this at sign-in',
      'credentials.otp lost: second factors are not imported',
      'credentials.palm lost: no credential but passwords is imported',
      'federationLink lost: the password is with another directory, which is not asked',
      'tattoo lost: Gatehouse does not know what it is',
    ]);
  });

  it('tells of groups, of what groups and roles lose, and of accounts of programs', async () => {
    const roles = {
      realm: [
        { name: 'default-roles-mill', composite: true },
        { name: 'head', composite: true },
      ],
    };
    const rows = await rowsOf(readKeycloak, realm([{ username: 'x', serviceAccountClientId: 'desk' }], { roles }));
    assert.deepEqual(
      rows.filter(isGroup).map(({ position, group }) => [position, group]),
      [
        ['groups[0]', 'Mill'],
        ['groups[0].subGroups[0]', 'Mill/Night'],
        ['groups[1]', 'In / out'],
        ['groups[1].subGroups[0]', 'In / out/In'],
      ],
    );
    const fields = rows.filter((row) => 'field' in row).map(({ field }) => field);
    assert.deepEqual(fields, ['groups.attributes', 'groups.realmRoles', 'serviceAccountClientId', 'composites']);
  });

  it('may be a folder with the people in further files', async () => {
    const files = [
      inputFile('mill-realm.json', JSON.stringify({ id: 'x', realm: 'mill', groups })),
      inputFile(
        'mill-users-0.json',
        JSON.stringify({ realm: 'mill', users: [{ username: 'ada', groups: ['/In / out'] }] }),
      ),
      inputFile('mill-users-1.json', JSON.stringify({ realm: 'mill', users: [{ username: 'bo' }] })),
    ];
    const people = await peopleOf(readKeycloak, files);
    assert.deepEqual(
      people.map(({ position, groups }) => [position, groups]),
      [
        ['mill-users-0.json users[0]', ['In / out']],
        ['mill-users-1.json users[0]', []],
      ],
    );
    const other = inputFile('other-realm.json', '{"realm": "other"}');
    assert.match(await refusalOf(readKeycloak, [...files, other]), /^other-realm\.json is of another realm/);
  });

  it('tells of a user who cannot be read, without any of the values, and goes on', async () => {
    const rows = await rowsOf(
      readKeycloak,
      realm([
        ...[{}, 7, { username: 'a', enabled: 's3cret' }, { username: 'b', attributes: [] }],
        { username: 'c', credentials: [{ type: 'password', secretData: '{s3cret' }] },
        { username: 'd', groups: [7] },
        { username: 'e' },
      ]),
    );
    assert.deepEqual(rows.filter(isBadRow), [
      { position: 'users[0]', problem: 'has no username' },
      { position: 'users[1]', problem: 'is no object' },
      { position: 'users[2]', problem: 'enabled is neither true nor false' },
      { position: 'users[3]', problem: 'attributes is no object' },
      { position: 'users[4]', problem: 'secretData of a credential is no JSON object' },
      { position: 'users[5]', problem: 'groups holds something that is no text' },
    ]);
    assert.deepEqual(
      rows.filter(isPerson).map(({ userName }) => userName),
      ['e'],
    );
  });

  it('is refused when it is something else', async () => {
    for (const other of ['[{"model": "auth.user"}]', '{"users": [{"localId": "ada"}]}', '{}']) {
      const refusal = await refusalOf(readKeycloak, inputFile('a.json', other));
      assert.match(refusal, /^a\.json is something else\. Expected was an export of a realm of Keycloak/);
    }
    assert.equal(
      (await personOf(readKeycloak, inputFile('a.json', '{"realm":"a","users":[{"username":"ada"}]}'))).userName,
      'ada',
    );
  });
});
