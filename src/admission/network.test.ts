import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { networkOf } from './network.ts';

describe('the network of a client address', () => {
  for (const [address, network] of [
    ['192.0.2.77', '192.0.2.0/24'],
    ['192.0.2.0', '192.0.2.0/24'],
    ['::ffff:192.0.2.77', '192.0.2.0/24'],
    ['::FFFF:c000:24d', '192.0.2.0/24'],
    ['2001:db8:1:2ff:1:2:3:4', '2001:db8:1:200::/56'],
    ['2001:DB8:0001:0200::', '2001:db8:1:200::/56'],
    ['2001:db8::1', '2001:db8::/56'],
    ['fe80::1%eth0', 'fe80::/56'],
    ['::1', '::/56'],
    ['1:2:3:4:5:6:7::', '1:2:3::/56'],
    ['', 'unknown'],
    ['not an address', 'unknown'],
    ['192.0.2', 'unknown'],
  ] as const) {
    it(`of ${address || 'nothing'} is ${network}`, () => assert.equal(networkOf(address), network));
  }

  it('is the same for neighbours, and another one next to it', () => {
    assert.equal(networkOf('2001:db8:0:1ff::1'), networkOf('2001:db8:0:100::'));
    assert.notEqual(networkOf('2001:db8:0:1ff::1'), networkOf('2001:db8:0:200::1'));
    assert.notEqual(networkOf('192.0.2.255'), networkOf('192.0.3.0'));
  });
});
