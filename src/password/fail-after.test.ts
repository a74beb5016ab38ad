import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../errors.ts';
import { failAfter } from './fail-after.ts';

const refusal = new GatehouseError({ code: 'SignInRefused', detail: 'wrong' });

/** What is thrown in the end. */
const thrown = async (record: () => Promise<unknown>, before: Error = refusal): Promise<GatehouseError> => {
  const error = await failAfter(before, record).catch((caught: unknown) => caught);
  assert.ok(error instanceof GatehouseError);
  return error;
};

describe('a refusal that is to be recorded', () => {
  it('is told when it stands in the record, and not before', async () => {
    const steps: string[] = [];
    const error = await thrown(async () => {
      steps.push('begun');
      await Promise.resolve();
      steps.push('recorded');
    });
    assert.deepEqual([error, steps], [refusal, ['begun', 'recorded']]);
  });

  it('is not told when it could not be recorded; the log learns of both', async () => {
    const error = await thrown(() => Promise.reject(new Error('disk full')));
    assert.equal(error.failure.code, 'Internal');
    assert.doesNotMatch(error.message, /wrong|disk/);
    assert.ok(error.cause instanceof Error);
    assert.match(error.cause.message, /wrong/);
    assert.match(String(error.cause.cause), /disk full/);
  });

  it('becomes the answer of a store that is not there, so that the caller comes back', async () => {
    const failure = { code: 'Unavailable', reason: 'gone' } as unknown as GatehouseError['failure'];
    const error = await thrown(() => Promise.reject(new GatehouseError(failure)));
    assert.deepEqual(error.failure, failure);
    assert.ok(error.cause instanceof Error);
  });

  it('does not take the place of a commit of which nobody knows what became of it', async () => {
    const uncertain = new GatehouseError({ code: 'Unavailable', reason: 'uncertain' });
    const away = new GatehouseError({ code: 'Unavailable', reason: 'away' });
    assert.equal(await thrown(() => Promise.reject(away), uncertain), uncertain);
  });

  it('does not pass on another failure of the record, which is none of the caller’s business', async () => {
    const error = await thrown(() => Promise.reject(new GatehouseError({ code: 'NotFound', detail: 'secret place' })));
    assert.deepEqual(error.failure, { code: 'Internal' });
  });
});
