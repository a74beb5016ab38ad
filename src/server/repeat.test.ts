import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { GatehouseError } from '../errors.ts';
import type { Log } from '../observe/log.ts';
import { repeat } from './repeat.ts';

test('maintenance that fails has a line each time, but for a store that is away, which has one of its own', async () => {
  const lines: unknown[] = [];
  const log = { error: (fields: object, message: string) => void lines.push({ ...fields, message }) } as unknown as Log;
  const away = new GatehouseError({ code: 'Unavailable', reason: 'away' });
  const left: Error[] = [away, new AggregateError([away, away]), new AggregateError([away, new Error('one of two')])];
  left.push(new GatehouseError({ code: 'Unavailable', reason: 'busy' }), new Error('another'));
  {
    await using _ = repeat(
      'sweep',
      1,
      async () => {
        const failure = left.shift();
        if (failure) throw failure;
      },
      log,
    );
    while (left.length > 0) await pause(1);
    await pause(5);
  }
  const told = lines.map((line) => String((line as { readonly error: string }).error).split('\n')[0]);
  assert.equal(told.length, 3, String(told));
  assert.match(String(told[2]), /another/);
});
