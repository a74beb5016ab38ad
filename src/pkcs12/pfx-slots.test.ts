import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../errors.ts';
import { acquirePfxSlot } from './pfx-slots.ts';

const refused = (code: string) => (error: unknown) => error instanceof GatehouseError && error.failure.code === code;

describe('the slots for opening files', () => {
  it('are one for each owner, run two at a time in the order of coming, and refuse when too many wait', async () => {
    const first = await acquirePfxSlot('a');
    await assert.rejects(acquirePfxSlot('a'), refused('TooManyRequests'));
    const second = await acquirePfxSlot('b');
    const order: string[] = [];
    const waiting = ['c', 'd', 'e', 'f', 'g', 'h', 'i', 'j'].map(async (owner) => {
      const slot = await acquirePfxSlot(owner);
      order.push(owner);
      slot[Symbol.dispose]();
    });
    await assert.rejects(acquirePfxSlot('c'), refused('TooManyRequests'), 'one that waits is one');
    await assert.rejects(acquirePfxSlot('k'), refused('Overloaded'));
    assert.deepEqual(order, []);
    first[Symbol.dispose]();
    await Promise.all(waiting);
    assert.equal(order.join(''), 'cdefghij');
    second[Symbol.dispose]();
    const again = await Promise.all([acquirePfxSlot('a'), acquirePfxSlot('k')]);
    for (const slot of again) slot[Symbol.dispose]();
  });

  it('are not waited for any more when the owner has gone, who may come again', async () => {
    const running = await Promise.all([acquirePfxSlot('a'), acquirePfxSlot('b')]);
    const phone = new AbortController();
    const gone = acquirePfxSlot('c', phone.signal);
    const next = acquirePfxSlot('d');
    phone.abort();
    await assert.rejects(gone, refused('Cancelled'));
    await assert.rejects(acquirePfxSlot('c', phone.signal), refused('Cancelled'));
    const again = acquirePfxSlot('c');
    for (const slot of running) slot[Symbol.dispose]();
    for (const slot of await Promise.all([next, again])) slot[Symbol.dispose]();
    for (const slot of await Promise.all([acquirePfxSlot('c'), acquirePfxSlot('d')])) slot[Symbol.dispose]();
  });
});
