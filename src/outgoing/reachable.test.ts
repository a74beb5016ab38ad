import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everywhere, guardedLookup, publicAddressesAnd, UnreachableAddressError } from './reachable.ts';

describe('an address', () => {
  it('that is not public is reached only where the operator allows it', () => {
    const usual = publicAddressesAnd([]);
    const inside = [
      '127.0.0.1',
      '10.1.2.3',
      '172.31.255.255',
      '192.168.0.1',
      '169.254.169.254',
      '100.64.0.1',
      '0.0.0.0',
    ];
    const inside6 = ['::1', '::', 'fe80::1', 'fe80::1%eth0', 'fd00::1', 'ff02::1', '2002:7f00:1::', '64:ff9b::7f00:1'];
    const mapped = ['::ffff:127.0.0.1', '::ffff:a00:1', '::127.0.0.1', '::ffff:0:7f00:1', '::ffff:8.8.8.8'];
    for (const address of [...inside, ...inside6, ...mapped, '224.0.0.1', '255.255.255.255']) {
      assert.equal(usual(address), false, address);
    }
    for (const address of ['8.8.8.8', '172.32.0.1', '2a00:1450:4001::1', '2606:4700::1']) {
      assert.equal(usual(address), true, address);
    }
    const relay = publicAddressesAnd(['10.1.0.0/16', 'fd00::1']);
    assert.deepEqual(['10.1.2.3', '10.2.0.1', 'fd00::1', 'fd00::2', '8.8.8.8'].map(relay), [
      ...[true, false, true, false, true],
    ]);
  });
});

describe('a name', () => {
  const resolve = (name: string, mayReach = publicAddressesAnd([]), all = false) =>
    new Promise((done, fail) =>
      guardedLookup(name, mayReach)(name, { all }, (error, found) => (error ? fail(error) : done(found))),
    );

  it('leads to the addresses that were judged, or to none', async () => {
    await assert.rejects(resolve('localhost'), UnreachableAddressError);
    await assert.rejects(resolve('2130706433'), UnreachableAddressError);
    assert.match(String(await resolve('localhost', everywhere)), /^(?:127\.0\.0\.1|::1)$/);
    assert.ok(Array.isArray(await resolve('localhost', everywhere, true)));
    await assert.rejects(resolve('nowhere.invalid'), /ENOTFOUND|EAI_AGAIN/);
  });

  it('that is an address already is judged before anything else', () => {
    assert.throws(() => guardedLookup('127.0.0.1', publicAddressesAnd([])), UnreachableAddressError);
    assert.throws(() => guardedLookup('::ffff:7f00:1', publicAddressesAnd([])), UnreachableAddressError);
  });
});
