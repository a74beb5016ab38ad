import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { HashCosts } from './costs.ts';

const pbkdf2 = (rounds: number, salt = 'KGVMqZXy3nvvPUdoLSXEeA') =>
  `$pbkdf2-sha256$${rounds}$${salt}$k4H0RPPO.4ZLVQTk0pc7xSv5H4Nb5JiZNuKe53U8WhE`;

describe('the costs of hashes', () => {
  it('are those of machines of today until a hash of the kind was verified, then those of this one', () => {
    const costs = new HashCosts();
    assert.equal(costs.expectedMs(pbkdf2(600_000)), 150);
    assert.equal(costs.isKnown(pbkdf2(600_000)), false);
    costs.learn(pbkdf2(600_000), 80);
    assert.equal(costs.expectedMs(pbkdf2(600_000, 'XkupNSbEWEvpvde6914LoQ')), 80);
    assert.equal(costs.isKnown(pbkdf2(600_000, 'XkupNSbEWEvpvde6914LoQ')), true);
    costs.learn(pbkdf2(600_000), 160);
    assert.equal(costs.expectedMs(pbkdf2(600_000)), 90);
    assert.equal(costs.expectedMs(pbkdf2(300_000)), 75);
  });

  it('are none for what verifies nothing', () => {
    const costs = new HashCosts();
    costs.learn('no hash', 80);
    assert.equal(costs.expectedMs('no hash'), 0);
  });
});
