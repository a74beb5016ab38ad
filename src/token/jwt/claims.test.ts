import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { storedUser } from '../../directory/user.fixture.ts';
import type { User } from '../../directory/user.ts';
import { fullName, identityClaims, userClaims } from './claims.ts';

const minerva = storedUser({
  ...{ organizationId: 'school', id: 'min-1', userName: 'minerva', email: 'minerva@example.org' },
  ...{ emailConfirmed: true, name: 'Minerva', surname: 'McGonagall', createdAt: 0, tokenEpoch: 7 },
});
const nameless: User = { ...minerva, email: null, emailConfirmed: false, name: null, surname: null };

describe('what an access token says of a person', () => {
  it('is who it is, for whom, since when, and with what the token ends', () => {
    const { sub, sub_type, client_id, prt_id, scope, epoch, auth_time } = userClaims(minerva, 'app', ['openid'], {
      ...{ at: 1_999, amr: ['pwd'] },
    });
    assert.deepEqual(
      [sub, sub_type, client_id, prt_id, scope, epoch, auth_time],
      ['min-1', 'user', 'app', 'school', ['openid'], 7, 1],
    );
  });

  it('leaves out what is not known', () => {
    const claims = userClaims(nameless, 'app', [], { at: 0, amr: ['pwd'] });
    for (const name of ['name', 'email', 'first_name', 'last_name']) assert.equal(name in claims, false, name);
    assert.equal(claims.preferred_username, 'minerva');
  });
});

describe('what an ID token may say of a person', () => {
  it('is the name and the address, and whether that was confirmed', () => {
    assert.deepEqual(identityClaims({ ...minerva, emailConfirmed: false }), {
      ...{ preferred_username: 'minerva', name: 'Minerva McGonagall' },
      ...{ given_name: 'Minerva', family_name: 'McGonagall', first_name: 'Minerva', last_name: 'McGonagall' },
      ...{ email: 'minerva@example.org', email_verified: false },
    });
  });

  it('says nothing of an address that there is not', () => {
    assert.deepEqual(identityClaims(nameless), { preferred_username: 'minerva' });
  });
});

describe('the name of a person', () => {
  for (const [expected, given] of [
    ['Professor', { displayName: 'Professor' }],
    ['Minerva McGonagall', {}],
    ['Minerva McGonagall', { displayName: '' }],
    ['Minerva', { surname: null }],
    ['McGonagall', { name: '' }],
    ['', { name: null, surname: null }],
  ] as const) {
    it(`is "${expected}" for ${JSON.stringify(given)}`, () =>
      assert.equal(fullName({ ...minerva, ...given }), expected));
  }
});
