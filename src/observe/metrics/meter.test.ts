import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Meter } from './meter.ts';

describe('a gauge', () => {
  it('has no value while it cannot be read, and keeps no other from being read', async () => {
    using meter = new Meter();
    let isAway = false;
    const read = async () => {
      if (isAway) throw new Error('The store is away.');
      return [[{}, 7]] as const;
    };
    meter.gauge({ name: 'one', help: 'One.' }, read);
    meter.gauge({ name: 'by_state', help: 'By state.', labels: ['state'] }, async () => {
      await read();
      return [[{ state: 'waiting' }, 3]];
    });
    meter.gauge({ name: 'other', help: 'Other.' }, () => [[{}, 1]]);
    const values = async () =>
      (await meter.registry.metrics()).split('\n').filter((line) => line.startsWith('gatehouse'));
    assert.deepEqual(await values(), ['gatehouse_one 7', 'gatehouse_by_state{state="waiting"} 3', 'gatehouse_other 1']);
    isAway = true;
    assert.deepEqual(await values(), ['gatehouse_one Nan', 'gatehouse_other 1']);
    isAway = false;
    assert.equal((await values()).length, 3);
  });

  it('that takes too long to read has no value', async ({ mock }) => {
    mock.timers.enable({ apis: ['setTimeout'] });
    using meter = new Meter();
    meter.gauge({ name: 'slow', help: 'Slow.', labels: ['state'] }, () => new Promise<never>(() => {}));
    const reading = meter.registry.metrics();
    mock.timers.tick(2000);
    assert.doesNotMatch(await reading, /^gatehouse_slow/m);
  });
});
