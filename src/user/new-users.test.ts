import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { zeroUuid } from '../directory/identifier.ts';
import { permitOperator } from '../directory/permission.ts';
import type { NewUser } from '../directory/user.ts';
import { GatehouseError } from '../errors.ts';
import { provisionOrganization, provisionUser } from '../provisioning/provision.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { obstaclesOf, readNewUsers, requirePerson, type WantedUser } from './new-users.ts';

const organizationId = '11111111-1111-4111-8111-111111111111';
const operator = permitOperator('installation.provision');
const nothing: WantedUser = {
  ...{ id: null, userName: null, email: null, name: null, surname: null, displayName: null, type: 'user' },
  ...{ bypassBasicAuthRestriction: false, legacyId: null, invitationAccepted: false, passwordHash: null },
};
const read = async (...wanted: readonly Partial<WantedUser>[]) =>
  await readNewUsers(
    wanted.map((one) => ({ ...nothing, ...one })),
    organizationId,
    7,
    (index) => `Users[${index}].`,
  );
const one = async (wanted: Partial<WantedUser>): Promise<NewUser> => (await read(wanted))[0] ?? assert.fail();

/** A store with the user `dave`, whose address is `Dave@example.org`. */
async function openSchool() {
  const db = await openEmptyStore();
  const store = createStore(db);
  await store.transaction(async (tables) => {
    await provisionOrganization(tables, operator, { id: organizationId, name: 'A', createdAt: 1 });
    const user = await one({ id: 'dave-1', userName: 'dave', email: 'Dave@example.org' });
    await provisionUser(tables, operator, { user, passwordHash: null, mustChange: false, groupIds: [] });
  });
  const obstacles = async (...wanted: readonly Partial<WantedUser>[]) =>
    (await obstaclesOf(store, organizationId, await read(...wanted))).map(({ code }) => code);
  return { obstacles, [Symbol.asyncDispose]: () => db.destroy() };
}

describe('a user who is to be made', () => {
  it('has the id that was given, and a new one for none and for zeros', async () => {
    assert.equal((await one({ id: 'har-3107' })).id, 'har-3107');
    const [first, second] = await read({ id: null }, { id: zeroUuid });
    for (const user of [first, second]) assert.match(user?.id ?? '', /^[0-9a-f-]{36}$/);
    assert.notEqual(first?.id, second?.id);
    assert.notEqual(second?.id, zeroUuid);
  });

  it('has the address as name where no name was given, and no address for an empty one', async () => {
    assert.equal((await one({ email: ' a@example.org ' })).userName, 'a@example.org');
    const { userName, email } = await one({ userName: ' dave ', email: ' ' });
    assert.deepEqual([userName, email], ['dave', null]);
  });

  it('is active, has confirmed nothing, and has a number only when one was given', async () => {
    const user = await one({ userName: 'x' });
    assert.deepEqual([user.isActive, user.emailConfirmed, user.createdAt, 'legacyId' in user], [true, false, 7, false]);
    assert.equal((await one({ userName: 'x', legacyId: 0 })).legacyId, 0);
  });

  it('is refused with everything that is wrong with each, under the place in the list', async () => {
    const reading = read({ email: 'nobody', type: 9 }, {}, { surname: 'a\u0000' });
    await assert.rejects(reading, (error: unknown) => {
      assert.ok(error instanceof GatehouseError && error.failure.code === 'ValidationFailed');
      assert.deepEqual(error.failure.errors, {
        'Users[0].Email': ['The field Email is invalid.'],
        'Users[0].Type': ["The value '9' is not valid."],
        'Users[2].Surname': ['The field Surname must not contain control characters.'],
      });
      return true;
    });
  });

  it('has a password only when it is a person, who signs in with it', () => {
    requirePerson('user', 'x');
    requirePerson(undefined, 'x');
    requirePerson('robot', null);
    for (const type of ['robot', 'directoryUser', 'application'] as const) {
      assert.throws(() => requirePerson(type, 'x'), { name: 'GatehouseError', message: /Password/ });
      assert.throws(() => requirePerson(type, ''), { name: 'GatehouseError' });
    }
  });
});

describe('what stands in the way of new users', () => {
  for (const [what, wanted, expected] of [
    ['nothing, when nobody has the name, the address or the id', [{ userName: 'arnold', email: 'a@example.org' }], []],
    ['the name in any letter case', [{ userName: ' DAVE ' }], ['DuplicateUserName']],
    ['the address in any letter case', [{ userName: 'x', email: 'dave@EXAMPLE.org' }], ['DuplicateEmail']],
    ['a name that is the address of another', [{ userName: 'dave@example.org' }], ['DuplicateUserName']],
    [
      'an address that is the name of another',
      [{ userName: 'dave@example.org.' }, { email: 'dave@example.org.x' }],
      [],
    ],
    ['the id', [{ id: 'dave-1', userName: 'x' }], ['DuplicateUserId']],
    [
      'all of them at once, in this order',
      [{ id: 'dave-1', userName: 'dave', email: 'dave@example.org' }],
      [...['DuplicateUserName', 'DuplicateEmail', 'DuplicateUserId']],
    ],
    ['a name that is empty', [{ userName: '' }], ['InvalidUserName']],
    ['a name that is too long', [{ userName: 'x'.repeat(257) }], ['InvalidUserName']],
    ['a name that nobody sees as it is', [{ userName: 'da\u200bve' }], ['InvalidUserName']],
    ['one who comes before in the same list', [{ userName: 'Bob' }, { userName: 'bob' }], ['DuplicateUserName']],
    [
      'the address of one who comes before',
      [{ email: 'b@example.org' }, { userName: 'B@example.org' }],
      ['DuplicateUserName'],
    ],
    [
      'the id of one who comes before',
      [
        { id: 'x', userName: 'a' },
        { id: 'x', userName: 'b' },
      ],
      ['DuplicateUserId'],
    ],
  ] as const) {
    it(`is ${what}`, async () => {
      await using school = await openSchool();
      assert.deepEqual(await school.obstacles(...wanted), expected);
    });
  }

  it('is found in lists of any length', async () => {
    await using school = await openSchool();
    const many = Array.from({ length: 120 }, (_, index) => ({ userName: `user-${index % 119}` }));
    assert.deepEqual(await school.obstacles(...many), ['DuplicateUserName']);
  });
});
