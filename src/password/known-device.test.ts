import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { User } from '../directory/user.ts';
import { type KnownDevice, recogniseAccount, rememberAccount } from './known-device.ts';

const person = (id: string, tokenEpoch = 1) => ({ organizationId: 'school', id, tokenEpoch }) as User;

describe('a device', () => {
  it('knows who has signed in with it, under one name that nobody can guess', () => {
    const device = rememberAccount(rememberAccount(undefined, person('harry')), person('ron'));
    assert.match(device.id, /^[\w-]{22}$/);
    assert.deepEqual(
      [recogniseAccount(device, person('harry')), recogniseAccount(device, person('ron'))],
      [device.id, device.id],
    );
    assert.equal(recogniseAccount(device, person('draco')), undefined);
    assert.equal(recogniseAccount(device, { ...person('harry'), organizationId: 'other' }), undefined);
    assert.notEqual(rememberAccount(undefined, person('harry')).id, device.id);
  });

  it('has one name with all others that have not signed in since the password was changed', () => {
    const [one, other] = [rememberAccount(undefined, person('harry')), rememberAccount(undefined, person('harry'))];
    const changed = person('harry', 2);
    assert.equal(recogniseAccount(one, changed), recogniseAccount(other, changed));
    assert.equal(recogniseAccount(rememberAccount(one, changed), changed), one.id);
  });

  it('forgets who signed in longest ago when more people use it than it remembers', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'a', 'f'];
    const device = names.reduce<KnownDevice | undefined>((known, id) => rememberAccount(known, person(id)), undefined);
    assert.ok(device);
    assert.deepEqual(
      ['a', 'b', 'c', 'd', 'e', 'f'].filter((id) => recogniseAccount(device, person(id)) === undefined),
      ['b'],
    );
  });
});
