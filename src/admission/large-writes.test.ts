import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../errors.ts';
import type { Caller } from './caller.ts';
import { LargeWrites } from './large-writes.ts';

const linesOf = () =>
  new LargeWrites({ name: 'largeWrite', places: 1, maxWaiting: 4, maxWaitingForAccount: 2, maxWaitMs: 60_000 });
const caller = (account: string, organizationId = 'school', network = 'home'): Caller => ({
  ...{ organizationId, network, account, isKnown: true },
});
const refused = (code: string) => (error: unknown) => error instanceof GatehouseError && error.failure.code === code;

describe('large writes', () => {
  it('wait for those of their own organization alone', async () => {
    const writes = linesOf();
    using _first = await writes.enter(caller('harry'));
    using other = await writes.enter(caller('harry', 'elsewhere'));
    assert.equal(other.hasWaited, false);
  });

  it('of one account leave room for others of the organization, from however many networks they come', async () => {
    const writes = linesOf();
    const first = await writes.enter(caller('harry'));
    const waiting = ['home', 'abroad'].map((network) => writes.enter(caller('harry', 'school', network)));
    await assert.rejects(writes.enter(caller('harry', 'school', 'mobile')), refused('TooManyRequests'));
    const other = writes.enter(caller('ron'));
    first[Symbol.dispose]();
    await Promise.all([...waiting, other].map(async (turn) => (await turn)[Symbol.dispose]()));
  });

  it('are counted together, also those of organizations of which none is there any more', async () => {
    const writes = linesOf();
    const first = await writes.enter(caller('harry'));
    const waiting = ['harry', 'harry'].map((account) => writes.enter(caller(account)));
    await assert.rejects(writes.enter(caller('harry')), refused('TooManyRequests'));
    const other = await writes.enter(caller('gabrielle', 'elsewhere'));
    const { expected: _, ...during } = writes.statistics();
    assert.deepEqual(during, {
      ...{ places: 2, taken: 2, waiting: { known: 2, strangers: 0 } },
      ended: { served: 2, overloaded: 0, tooMany: 1, cancelled: 0 },
    });
    for (const turn of [first, other]) turn[Symbol.dispose]();
    for (const turn of waiting) (await turn)[Symbol.dispose]();
    assert.deepEqual(writes.statistics(), {
      ...{ places: 0, taken: 0, waiting: { known: 0, strangers: 0 }, expected: 0 },
      ended: { served: 4, overloaded: 0, tooMany: 1, cancelled: 0 },
    });
    await assert.rejects(writes.enter(caller('harry'), AbortSignal.abort()), refused('Cancelled'));
    assert.equal(writes.statistics().ended.cancelled, 1);
  });
});
