import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Actor } from '../directory/permission/actor.ts';
import { storedUser } from '../directory/user.fixture.ts';
import { rememberAccount } from './known-device.ts';
import { sourceOfActor, sourceOfSignIn } from './source.ts';

const dave = storedUser({ organizationId: 'school', id: 'dave', tokenEpoch: 3 });
const clientIp = '192.0.2.7';
const network = '192.0.2.0/24';

describe('the source of a password change', () => {
  const base = { name: 'x', scopes: [], isFirstParty: false, isHost: false };
  const person = {
    ...base,
    type: 'user',
    organizationId: 'school',
    email: null,
    isAdministrator: true,
    tokenEpoch: 1,
  } as const;
  const source = (actor: Actor, ip: string | null = clientIp) => sourceOfActor(actor, dave, ip);

  it('is the owner for the own account, one for all tokens and sessions', () => {
    assert.deepEqual(source({ ...person, id: 'dave' }), { kind: 'owner', id: '', network });
  });

  it('is each administrator and each application by itself', () => {
    assert.deepEqual(source({ ...person, id: 'minerva' }), { kind: 'administrator', id: 'minerva', network });
    const application = { ...base, type: 'application', id: 'portal', organizationId: 'school' } as const;
    assert.deepEqual(source(application), { kind: 'application', id: 'portal', network });
    // An application never owns an account, not even one that has its id.
    assert.equal(source({ ...application, id: 'dave' }).kind, 'application');
  });

  it('is not the owner for somebody of that id in another organization', () => {
    assert.equal(source({ ...person, id: 'dave', organizationId: 'elsewhere' }).kind, 'administrator');
  });

  it('has one network where the address is not known', () => {
    assert.equal(source({ ...person, id: 'dave' }, null).network, 'unknown');
  });
});

describe('the source of a sign-in', () => {
  const device = rememberAccount(undefined, dave);

  it('is the network of a stranger', () => {
    assert.deepEqual(sourceOfSignIn({ clientIp }, dave), { kind: 'network', id: network, network });
    assert.deepEqual(sourceOfSignIn({ clientIp: '192.0.2.200' }, dave).id, network);
    assert.notEqual(sourceOfSignIn({ clientIp: '192.0.3.7' }, dave).id, network);
  });

  it('is the browser in which the account has signed in before, wherever it is now', () => {
    assert.deepEqual(sourceOfSignIn({ clientIp, device }, dave), { kind: 'device', id: device.id, network });
    assert.equal(sourceOfSignIn({ clientIp, device, application: 'portal' }, dave).kind, 'device');
  });

  it('is one for all the browsers that know an older password', () => {
    const changed = { ...dave, tokenEpoch: dave.tokenEpoch + 1 };
    assert.equal(sourceOfSignIn({ clientIp, device }, changed).id, 'former');
  });

  it('is that of a stranger in a browser that knows other accounts only', () => {
    for (const other of [{ ...dave, id: 'arnold' }, { ...dave, organizationId: 'elsewhere' }, undefined]) {
      assert.equal(sourceOfSignIn({ clientIp, device }, other).kind, 'network');
    }
  });

  it('is the application that has proved who it is, where no browser is known', () => {
    const source = { kind: 'application', id: 'portal', network };
    assert.deepEqual(sourceOfSignIn({ clientIp, application: 'portal' }, dave), source);
    assert.deepEqual(sourceOfSignIn({ clientIp, application: 'portal' }, undefined), source);
  });
});
