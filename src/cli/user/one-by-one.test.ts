import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../../errors.ts';
import { explain } from '../exit-code.ts';
import { oneByOne } from './one-by-one.ts';

describe('a command for several', () => {
  /** What it ends with when the store is busy for the one that is named. */
  async function endAt(busy: string): Promise<string | undefined> {
    const done: string[] = [];
    const error = await oneByOne(['crabbe', 'goyle', 'draco'], async (name) => {
      if (name === busy) throw new GatehouseError({ code: 'Unavailable', reason: 'busy' });
      done.push(name);
    }).catch((reason: unknown) => reason);
    return `${done}: ${explain(error)?.message}`;
  }

  it('says that nothing was changed when the store stops it at the first one', async () => {
    assert.match((await endAt('crabbe')) ?? '', /^: .*Nothing was changed/);
  });

  it('says how it goes on when the store stops it later, and not that nothing was changed', async () => {
    const said = (await endAt('draco')) ?? '';
    assert.match(
      said,
      /^crabbe,goyle: Another process writes to the store .*What is said above is done: try again with the others\.$/,
    );
    assert.doesNotMatch(said, /nothing was changed/i);
  });

  it('ends with a refusal as it is, whoever it is about', async () => {
    const refusal = new GatehouseError({ code: 'Forbidden', detail: 'Not this one.' });
    const refuse = async (name: string) => {
      if (name === 'goyle') throw refusal;
    };
    await assert.rejects(oneByOne(['crabbe', 'goyle'], refuse), refusal);
  });
});
