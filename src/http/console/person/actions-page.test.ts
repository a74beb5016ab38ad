import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GatehouseError } from '../../../errors.ts';
import type { ConsoleTools, ConsoleVisit } from '../page.ts';
import { actionsPage } from './actions-page.ts';

const visitWith = (error: unknown) =>
  ({
    query: new URLSearchParams({ action: 'activate', id: 'har-3107' }),
    form: new URLSearchParams(),
    t: (key: string) => key,
    organization: { id: 'hogwarts' },
    user: { organizationId: 'hogwarts', id: 'admin' },
    call: async (operationId: string) => {
      if (operationId === 'User_GetUser') return { id: 'har-3107' };
      throw error;
    },
  }) as unknown as ConsoleVisit;

describe('what is done with several people at once', () => {
  it('does not hide a fault of the server behind a line of the report: it is one, and the operator is told', async () => {
    const fault = new TypeError('undefined is not a function');
    const answer = await actionsPage.submit?.(visitWith(fault), {} as ConsoleTools);
    assert.ok(answer && 'body' in answer);
    assert.deepEqual([answer.status, answer.fault], [500, fault]);
    assert.doesNotMatch(String(answer.body), /undefined is not/);
  });

  it('stops when the person has gone away', async () => {
    const gone = new GatehouseError({ code: 'Cancelled', wasWaiting: true });
    await assert.rejects(async () => await actionsPage.submit?.(visitWith(gone), {} as ConsoleTools), gone);
  });

  it('says of nobody that nothing was done where that is not known', async () => {
    for (const [reason, said] of [
      ['uncertain', /person\.bulk\.unknown.*error\.uncertain/],
      ['unconfirmed', /person\.bulk\.notDone.*error\.busy/],
    ] as const) {
      const visit = visitWith(new GatehouseError({ code: 'Unavailable', reason }));
      const answer = await actionsPage.submit?.(visit, {} as ConsoleTools);
      assert.ok(answer && 'body' in answer);
      assert.match(String(answer.body), said);
    }
  });
});
