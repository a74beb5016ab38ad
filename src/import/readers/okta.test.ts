import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isBadRow } from '../person.ts';
import { fatesOf, inputFile, personOf, refusalOf, rowsOf } from './file.fixture.ts';
import { readOkta } from './okta.ts';

const list = (...users: readonly unknown[]) => inputFile('users.json', JSON.stringify(users));
const person = async (user: object) => await personOf(readOkta, list({ profile: { login: 'ada' }, ...user }));

describe('users of Okta', () => {
  it('give a person, whose hash is put together from its parts', async () => {
    const hash = {
      algorithm: 'BCRYPT',
      workFactor: 8,
      salt: 'abcdefghijklmnopqrstuu',
      value: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
    };
    const user = {
      ...{ id: '00u', status: 'ACTIVE', created: '2026-01-02T03:04:05.000Z', passwordChanged: '2026-02-01T00:00:00Z' },
      profile: {
        login: 'ada',
        email: 'ada@mill.example',
        firstName: 'Ada',
        lastName: 'Lind',
        mobilePhone: null,
        city: 'X',
      },
      ...{ credentials: { password: { hash }, provider: { type: 'OKTA' } }, groupIds: ['00g'] },
    };
    assert.deepEqual(await person(user), {
      ...{ position: '[0]', userName: 'ada', id: '00u', email: 'ada@mill.example', name: 'Ada', surname: 'Lind' },
      ...{ createdAt: Date.UTC(2026, 0, 2, 3, 4, 5), passwordChangedAt: Date.UTC(2026, 1, 1), isActive: true },
      ...{ groups: ['00g'], roles: [], attributes: { city: 'X' }, mustChangePassword: false },
      passwordHash: '$2a$08$abcdefghijklmnopqrstuuABCDEFGHIJKLMNOPQRSTUVWXYZ01234',
      fates: [{ field: 'groupIds', fate: 'mapped', why: 'a group is called by its id: the mapping file can name it' }],
    });
  });

  it('have other hashes in the form that verifies them, or in one that nobody knows', async () => {
    const hashOf = async (hash: object) => (await person({ credentials: { password: { hash } } })).passwordHash;
    const parts = { salt: 'c2FsdA==', value: 'aGFzaA==' };
    assert.equal(
      await hashOf({ algorithm: 'PBKDF2', digestAlgorithm: 'SHA512_HMAC', iterationCount: 9, keySize: 4, ...parts }),
      '$pbkdf2-sha512$i=9,l=4$c2FsdA$aGFzaA',
    );
    assert.equal(await hashOf({ algorithm: 'SHA-256', saltOrder: 'POSTFIX', ...parts }), '{SSHA256}aGFzaHNhbHQ=');
    assert.equal(
      await hashOf({ algorithm: 'SHA-256', saltOrder: 'PREFIX', ...parts }),
      '$okta-SHA-256$c2FsdA==$aGFzaA==',
    );
    assert.equal((await person({ credentials: { password: { value: ' clear ' } } })).password, ' clear ');
  });

  it('are active, or not, or have to change the password, by their status', async () => {
    const state = async (status: string) => {
      const { isActive, mustChangePassword, fates } = await person({ status });
      return [isActive, mustChangePassword, fates.length];
    };
    assert.deepEqual(await state('ACTIVE'), [true, false, 0]);
    assert.deepEqual(await state('LOCKED_OUT'), [true, false, 1]);
    for (const status of ['PASSWORD_EXPIRED', 'RECOVERY']) assert.deepEqual(await state(status), [true, true, 1]);
    for (const status of ['SUSPENDED', 'DEPROVISIONED', 'STAGED', 'PROVISIONED', 'NEW'])
      assert.deepEqual(await state(status), [false, false, 1]);
  });

  it('may have their password elsewhere, questions, and hooks', async () => {
    const found = await person({
      credentials: {
        provider: { type: 'ACTIVE_DIRECTORY' },
        recovery_question: { question: 'q' },
        password: { hook: {} },
      },
    });
    assert.deepEqual(fatesOf(found), [
      'credentials.provider.ACTIVE_DIRECTORY lost: the password is with another directory, which is not asked',
      'credentials.recovery_question lost: there are no questions to recover by',
      'credentials.password.hook lost: no other system is asked for a password',
    ]);
  });

  it('are told of when they are nobody, and a file is refused when it is something else', async () => {
    const rows = await rowsOf(
      readOkta,
      list({ profile: { email: 'a@b' } }, { profile: {} }, 7, { profile: { login: 'a' }, credentials: 's3cret' }),
    );
    assert.deepEqual(rows.filter(isBadRow), [
      { position: '[1]', problem: 'has neither profile.login nor profile.email' },
      { position: '[2]', problem: 'is no object' },
      { position: '[3]', problem: 'credentials is no object' },
    ]);
    assert.match(
      await refusalOf(readOkta, list({ email: 'a@b' })),
      /^users\.json is something else\. Expected was a list of users of Okta/,
    );
  });
});
