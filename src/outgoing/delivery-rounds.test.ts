import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { GatehouseError } from '../errors.ts';
import { DeliveryRounds } from './delivery-rounds.ts';

const faults = { due: 'the outbox cannot be read', serve: 'mail cannot be delivered' };
const limits = { most: 1, mostDoubtful: 1, restMs: 0, longestRestMs: 0 };
const away = () => new GatehouseError({ code: 'Unavailable', reason: 'away' });

/** What is logged while these fail, one after the other, and what is due is asked for without end. */
async function logged(failures: readonly (Error | undefined)[], serve = async () => {}) {
  const lines: unknown[] = [];
  const left = [...failures];
  const rounds = new DeliveryRounds({
    due: async () => {
      const failure = left.shift();
      if (failure) throw failure;
      return ['one'];
    },
    serve: async () => {
      await serve();
      return { outcome: 'answered', isMore: false };
    },
    ...{ limits, pollMs: 1, faults },
    log: { error: (fields: object, message: string) => void lines.push({ ...fields, message }) },
  });
  rounds.start();
  while (left.length > 0) await pause(1);
  await pause(10);
  await rounds.end();
  return lines;
}

describe('what cannot be asked for twice a second', () => {
  it('has no line of its own while the store is away, which has one', async () => {
    assert.deepEqual(await logged(Array.from({ length: 20 }, away)), []);
    const serve = () => Promise.reject(away());
    assert.deepEqual(await logged([undefined, undefined], serve), []);
  });

  it('has one line for as long as it fails in the same way, and another when it fails again', async () => {
    const same = Array.from({ length: 20 }, () => new Error('one'));
    const line = (text: string) => ({ error: `Error: ${text}`, message: faults.due });
    const lines = await logged([...same, new Error('two'), undefined, new Error('two'), away(), new Error('two')]);
    assert.deepEqual(lines, ['one', 'two', 'two', 'two'].map(line));
  });
});
