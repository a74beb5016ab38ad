import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hasWayIn } from './administrators.ts';

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
