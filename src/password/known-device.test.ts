import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { User } from '../directory/user.ts';
import { type KnownDevice, recognise, remember } from './known-device.ts';

const person = (id: string, tokenEpoch = 1) => ({ organizationId: 'school', id, tokenEpoch }) as User;

describe('a device', () => {
  it('knows who has signed in with it, under one name that nobody can guess', () => {
    const device = remember(remember(undefined, person('harry')), person('ron'));
    assert.match(device.id, /^[\w-]{22}$/);
    assert.deepEqual([recognise(device, person('harry')), recognise(device, person('ron'))], [device.id, device.id]);
    assert.equal(recognise(device, person('draco')), undefined);
    assert.equal(recognise(device, { ...person('harry'), organizationId: 'other' }), undefined);
    assert.notEqual(remember(undefined, person('harry')).id, device.id);
  });

  it('has one name with all others that have not signed in since the password was changed', () => {
    const [one, other] = [remember(undefined, person('harry')), remember(undefined, person('harry'))];
    const changed = person('harry', 2);
    assert.equal(recognise(one, changed), recognise(other, changed));
    assert.equal(recognise(remember(one, changed), changed), one.id);
  });

  it('forgets who signed in longest ago when more people use it than it remembers', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'a', 'f'];
    const device = names.reduce<KnownDevice | undefined>((known, id) => remember(known, person(id)), undefined);
    assert.ok(device);
    assert.deepEqual(
      ['a', 'b', 'c', 'd', 'e', 'f'].filter((id) => recognise(device, person(id)) === undefined),
      ['b'],
    );
  });
});
