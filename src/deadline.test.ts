import assert from 'node:assert/strict';
import { it } from 'node:test';
import { within } from './deadline.ts';

it('what comes in time is had, what fails fails, and nobody waits for longer than that', async () => {
  assert.equal(await within(60_000, Promise.resolve('here')), 'here');
  await assert.rejects(within(60_000, Promise.reject(new Error('broken'))), /broken/);
  await assert.rejects(within(1, Promise.withResolvers<never>().promise), /Nothing has come for 1 ms/);
});
