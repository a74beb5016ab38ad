import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../errors.ts';
import { takeSlot } from './slots.ts';

const refused = (code: string) => (error: unknown) => error instanceof GatehouseError && error.failure.code === code;

describe('the slots for opening files', () => {
  it('are one for each owner, run two at a time in the order of coming, and refuse when too many wait', async () => {
    const first = await takeSlot('a');
    await assert.rejects(takeSlot('a'), refused('TooManyRequests'));
    const second = await takeSlot('b');
    const order: string[] = [];
    const waiting = ['c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map(async (owner) => {
      const slot = await takeSlot(owner);
      order.push(owner);
      slot[Symbol.dispose]();
    });
    await assert.rejects(takeSlot('c'), refused('TooManyRequests'), 'one that waits is one');
    await assert.rejects(takeSlot('k'), refused('Overloaded'));
    assert.deepEqual(order, []);
    first[Symbol.dispose]();
    await Promise.all(waiting);
    assert.equal(order.join(''), 'cdefghij');
    second[Symbol.dispose]();
    const again = await Promise.all([takeSlot('a'), takeSlot('k')]);
    for (const slot of again) slot[Symbol.dispose]();
  });
});
