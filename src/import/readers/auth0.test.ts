import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBadRow } from '../person.ts';
import { readAuth0 } from './auth0.ts';
import { fatesOf, inputFile, peopleOf, personOf, refusalOf, rowsOf } from './file.fixture.ts';

const list = (...users: readonly unknown[]) => inputFile('users.json', JSON.stringify(users));
const person = async (user: object) => await personOf(readAuth0, list({ email: 'ada@mill.example', ...user }));

describe('users of Auth0', () => {
  it('come from the list that a bulk import takes', async () => {
    const user = {
      ...{
        user_id: 'u1',
        email_verified: true,
        given_name: 'Ada',
        family_name: 'Lind',
        name: 'Ada L.',
        username: 'ada',
      },
      ...{
        user_metadata: { favourite: 'rye' },
        app_metadata: { plan: 'gold', roles: ['miller'] },
        phone_number: '+001',
      },
      ...{ password_hash: '$2b$10$x', created_at: '2026-01-02T03:04:05.678Z' },
    };
    assert.deepEqual(await person(user), {
      ...{ position: '[0]', userName: 'ada', id: 'u1', email: 'ada@mill.example', name: 'Ada', surname: 'Lind' },
      ...{ displayName: 'Ada L.', createdAt: Date.UTC(2026, 0, 2, 3, 4, 5, 678), passwordHash: '$2b$10$x' },
      ...{ emailConfirmed: true, isActive: true, groups: [], roles: ['miller'], logins: [], mustChangePassword: false },
      ...{ attributes: { favourite: 'rye', plan: 'gold', phoneNumber: '+001' }, fates: [] },
    });
  });

  it('come from the export of hashes, an object in each line', async () => {
    const line = (email: string) =>
      JSON.stringify({
        _id: { $oid: '1' },
        email_verified: false,
        email,
        passwordHash: '$2b$10$x',
        password_set_date: { $date: '2026-01-02T00:00:00Z' },
        tenant: 't',
        connection: 'c',
        _tmp_is_unique: true,
      });
    const people = await peopleOf(readAuth0, inputFile('a.ndjson', `${line('a@b')}\n${line('c@d')}\n`));
    assert.deepEqual(
      people.map(({ position, userName, passwordHash, passwordChangedAt, fates }) => [
        position,
        userName,
        passwordHash,
        passwordChangedAt,
        fates,
      ]),
      [
        ['object 1', 'a@b', '$2b$10$x', Date.UTC(2026, 0, 2), []],
        ['object 2', 'c@d', '$2b$10$x', Date.UTC(2026, 0, 2), []],
      ],
    );
  });

  it('have custom hashes in the form that verifies them, or in one that nobody knows', async () => {
    const hashOf = async (algorithm: string, hash: object, more: object = {}) =>
      (await person({ custom_password_hash: { algorithm, hash, ...more } })).passwordHash;
    for (const algorithm of ['argon2', 'bcrypt', 'pbkdf2', 'ldap'])
      assert.equal(await hashOf(algorithm, { value: 'as it is' }), 'as it is');
    const hash = { value: '68617368', encoding: 'hex' };
    const salt = { value: 'c2FsdA==', encoding: 'base64' };
    assert.equal(
      await hashOf('scrypt', hash, { salt, cost: 32768, blockSize: 4, parallelization: 2 }),
      '$scrypt$ln=15,r=4,p=2$c2FsdA$aGFzaA',
    );
    assert.equal(await hashOf('scrypt', hash, { salt: { value: 'salt' } }), '$scrypt$ln=14,r=8,p=1$c2FsdA$aGFzaA');
    assert.equal(await hashOf('sha512', hash, { salt: { ...salt, position: 'suffix' } }), '{SSHA512}aGFzaHNhbHQ=');
    assert.equal(
      await hashOf('sha512', hash, { salt: { ...salt, position: 'prefix' } }),
      '$auth0-sha512$c2FsdA$aGFzaA',
    );
    assert.equal(await hashOf('md5', hash), '$auth0-md5$$aGFzaA');
  });

  it('may be blocked, have second factors, other logins, and what nobody has heard of', async () => {
    const identities = [
      { provider: 'auth0', connection: 'db', user_id: '1' },
      { provider: 'google-oauth2', connection: 'google', user_id: 99 },
    ];
    const found = await person({
      blocked: true,
      mfa_factors: [{}],
      picture: 'x',
      phone_verified: true,
      tattoo: 1,
      identities,
    });
    assert.deepEqual([found.isActive, found.emailConfirmed], [false, false]);
    assert.deepEqual(found.logins, [{ loginProvider: 'google', providerKey: '99', providerDisplayName: null }]);
    assert.deepEqual(fatesOf(found), [
      'mfa_factors lost: second factors are not imported',
      'picture lost: pictures are not imported',
      'phone_verified lost: it is not kept whether a telephone number is confirmed',
      'tattoo lost: Gatehouse does not know what it is',
    ]);
  });

  it('are told of when they are nobody, and a file is refused when it is something else', async () => {
    const rows = await rowsOf(
      readAuth0,
      list({ email: 'a@b' }, {}, { email: 7 }, { email: 'c@d', user_metadata: 's3cret' }),
    );
    assert.deepEqual(rows.filter(isBadRow), [
      { position: '[1]', problem: 'has none of username, email and phone_number' },
      { position: '[2]', problem: 'email is no text' },
      { position: '[3]', problem: 'user_metadata is no object' },
    ]);
    for (const other of ['[{"model": "x"}]', '{"realm": "x"}', 'a,b\n', '[{"profile": {}, "email": "a@b"}]']) {
      assert.match(await refusalOf(readAuth0, inputFile('a', other)), /Expected w(?:as|ere) users of Auth0/);
    }
  });
});
