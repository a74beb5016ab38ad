import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { type Failure, GatehouseError } from '../errors.ts';
import { type NetworkLimits, Throttle } from './throttle.ts';

const limits: NetworkLimits = { signIn: 2, secret: 2, authorization: 2, request: 2 };

describe('the budgets of a network', () => {
  let time: number;
  let throttle: Throttle;
  /** Answers after how many seconds to come again; 0 when it was allowed. */
  const spend = async (ip: string, person?: string): Promise<number> => {
    try {
      await throttle.spend('signIn', ip, person);
      return 0;
    } catch (error) {
      assert.ok(error instanceof GatehouseError);
      return (error.failure as Extract<Failure, { code: 'TooManyRequests' }>).retryAfterSeconds;
    }
  };
  beforeEach(() => {
    time = 1_000_000;
    throttle = new Throttle(limits, () => time);
  });

  it('are shared by its addresses, and by nobody else', async () => {
    assert.deepEqual([await spend('192.0.2.1'), await spend('192.0.2.2'), await spend('192.0.2.3')], [0, 0, 300]);
    assert.equal(await spend('198.51.100.1'), 0);
    assert.equal(await spend('2001:db8::1'), 0);
    assert.equal(await spend('2001:db8:0:ff::1'), 0);
    assert.equal(await spend('2001:db8::2'), 300);
    assert.equal(throttle.statistics().refused.signIn, 2);
  });

  it('are full again when they said so, and not before', async () => {
    for (const ip of ['192.0.2.1', '192.0.2.1']) await spend(ip);
    time += 299_999;
    assert.equal(await spend('192.0.2.1'), 1);
    time += 1;
    assert.equal(await spend('192.0.2.1'), 0);
    assert.equal(await spend('192.0.2.1'), 300);
  });

  it('are one for each kind', async () => {
    for (const ip of ['192.0.2.1', '192.0.2.1', '192.0.2.1']) await spend(ip);
    await throttle.spend('secret', '192.0.2.1');
  });

  it('get back what turned out not to count, once', async () => {
    const spent = await throttle.spend('signIn', '192.0.2.1');
    spent.giveBack();
    spent.giveBack();
    assert.deepEqual([await spend('192.0.2.1'), await spend('192.0.2.1'), await spend('192.0.2.1')], [0, 0, 300]);
  });

  it('do not count for people who are known, who have their own', async () => {
    for (const ip of ['192.0.2.1', '192.0.2.1', '192.0.2.1']) await spend(ip);
    assert.deepEqual(
      [await spend('192.0.2.1', 'a'), await spend('192.0.2.1', 'a'), await spend('192.0.2.1', 'a')],
      [0, 0, 300],
    );
    assert.equal(await spend('192.0.2.1', 'b'), 0);
  });

  it('are endless where the limit is 0', async () => {
    throttle = new Throttle({ ...limits, signIn: 0 }, () => time);
    for (let count = 0; count < 100; count += 1) assert.equal(await spend('192.0.2.1'), 0);
  });
});
