import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasWayIn, keepWayIn, leavesWayIn, noWayIn, requireAnotherAdministrator } from './administrators.ts';
import type { Administrator } from './membership.ts';
import { type SettingValues, settingDefaults } from './setting.ts';
import type { Tables } from './store.ts';

const person = {
  ...{ id: 'minerva', isPerson: true, hasPassword: true, hasPasskey: false, hasAddress: true },
  ...{ isAddressConfirmed: true, bypassesRestriction: false },
};
const circumstances = { isRestricted: false, takesPasskeys: true, needsConfirmedEmail: false, canMail: false };

describe('an administrator', () => {
  for (const [name, administrator, where, expected] of [
    ['with a password', {}, {}, true],
    ['without a password, where no mail is sent', { hasPassword: false }, {}, false],
    ['without a password, where mail is sent', { hasPassword: false }, { canMail: true }, true],
    ['without password and address', { hasPassword: false, hasAddress: false }, { canMail: true }, false],
    ['who is not active, or no person', { isPerson: false }, { canMail: true }, false],
    [
      'whose address is not confirmed, where it must be',
      { isAddressConfirmed: false },
      { needsConfirmedEmail: true },
      false,
    ],
    [
      'whose address is not confirmed and can be, by a link',
      { isAddressConfirmed: false },
      { needsConfirmedEmail: true, canMail: true },
      true,
    ],
    [
      'without an address, where it must be confirmed',
      { hasAddress: false, isAddressConfirmed: false },
      { needsConfirmedEmail: true },
      true,
    ],
    ['where passwords are restricted', {}, { isRestricted: true, canMail: true }, false],
    ['with a passkey, where passwords are restricted', { hasPasskey: true }, { isRestricted: true }, true],
    [
      'with a passkey, where neither is taken',
      { hasPasskey: true },
      { isRestricted: true, takesPasskeys: false },
      false,
    ],
    [
      'with a passkey and an address that has to be confirmed',
      { hasPasskey: true, isAddressConfirmed: false },
      { isRestricted: true, needsConfirmedEmail: true },
      false,
    ],
    ['whom the restriction does not concern', { bypassesRestriction: true }, { isRestricted: true }, true],
  ] as const) {
    it(`${expected ? 'has' : 'has no'} way in: ${name}`, () => {
      assert.equal(hasWayIn({ ...person, ...administrator }, { ...circumstances, ...where }), expected);
    });
  }
});

const restricted: SettingValues = { ...settingDefaults, 'Auth.RestrictBasicAuthentication': 'true' };

/** Of an organization with these administrators, which can send no mail. */
const tablesOf = (
  administrators: () => readonly Administrator[],
  settings: SettingValues = settingDefaults,
  members = ['minerva'],
) =>
  ({
    groups: { touch: async () => {}, isMember: async (...[, , id]: readonly string[]) => members.includes(id ?? '') },
    memberships: { administrators: async () => administrators() },
    settings: { inForce: async () => settings },
    outbox: { canSend: async () => false },
  }) as unknown as Tables;

describe('the last administrator', () => {
  const robot = { ...person, id: 'robot', isPerson: false };
  const harry = { ...person, id: 'harry', hasPassword: false };
  const leave = (leaving: readonly string[], ...members: readonly Administrator[]) =>
    requireAnotherAdministrator(
      tablesOf(() => members),
      'school',
      leaving,
    );

  it('stays: of all, of the people, and of those who have a way in; where there was none of a kind, none has to', async () => {
    for (const [leaving, members] of [
      [['robot'], [robot]],
      [['minerva'], [person, robot]],
      [['minerva'], [person, harry]],
    ] as const) {
      await assert.rejects(leave(leaving, ...members), { message: /last administrator/ }, String(leaving));
    }
    await leave(['robot'], robot, person);
    await leave(['harry'], person, harry);
    await leave(['robot'], robot, { ...robot, id: 'other' });
  });
});

describe('other settings', () => {
  const leaves = (administrator: Administrator, before: SettingValues, after: SettingValues) =>
    leavesWayIn(
      tablesOf(() => [administrator]),
      'school',
      before,
      after,
    );

  it('must leave a way in where there was one', async () => {
    assert.equal(await leaves(person, settingDefaults, settingDefaults), true);
    assert.equal(await leaves(person, settingDefaults, restricted), false);
    assert.equal(await leaves({ ...person, hasPasskey: true }, settingDefaults, restricted), true);
  });

  it('may be anything where there was none: nobody is shut out by them', async () => {
    assert.equal(await leaves({ ...person, hasPassword: false }, settingDefaults, restricted), true);
    assert.equal(await leaves(person, restricted, settingDefaults), true);
  });
});

describe('something with which somebody signs in', () => {
  /** Takes the passkey of an administrator, where passwords are restricted, and says what became of it. */
  async function taken(hadPasskey: boolean, whose = 'minerva'): Promise<string> {
    let hasPasskey = hadPasskey;
    const tables = tablesOf(() => [{ ...person, hasPasskey }], restricted);
    const take = async () => {
      hasPasskey = false;
      return 'taken';
    };
    return await keepWayIn(tables, { organizationId: 'school', id: whose }, take).catch(
      (error: Error) => error.message,
    );
  }

  it('stays where it is the last way in of all administrators', async () => {
    assert.equal(await taken(true), noWayIn);
  });

  it('may be taken from an administrator where none had a way in before, and from anybody else', async () => {
    assert.equal(await taken(false), 'taken');
    assert.equal(await taken(true, 'harry'), 'taken');
  });
});
