import assert from 'node:assert/strict';
import { after, describe, it, mock } from 'node:test';
import { giveApp } from '../support/authenticator-app.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import { beforeInOrder } from '../support/in-order.ts';
import { world } from '../support/world.ts';
import type { Modules } from './module.ts';
import { createParty, type Party } from './party.ts';
import { Person } from './person.ts';
import { tableOf } from './table.ts';

/** Runs every module of a plan, and holds what comes out against the table. */
export function runPlan(plan: string, { modules, mode, table = plan }: PlanOptions): void {
  const wait = startClock();
  const parties: Party[] = [];
  const gatehouse = useGatehouse(async (running) => {
    for (let count = 0; count < 2; count += 1) parties.push(await createParty(running, mode));
  });
  const rows = tableOf(table);

  describe(plan, () => {
    for (const [name, run] of Object.entries(modules)) {
      it(name, async () => {
        const [party, other] = parties;
        assert.ok(party && other);
        const result = await run(party, { other, wait, withSecondFactor: () => personWithApp(gatehouse) });
        assert.equal(result, rows.find((row) => row.name === name)?.result, 'the result in the table');
      });
    }

    it('has a row in the table for each test, and a test for each row', () => {
      assert.deepEqual(rows.map(({ name }) => name).sort(), Object.keys(modules).sort());
    });

    it('leaves no fault behind', () => {
      assert.deepEqual(
        gatehouse.logLines.filter(({ level }) => level === 'error'),
        [],
      );
    });
  });
}

async function personWithApp(gatehouse: Gatehouse): Promise<Person> {
  const app = await giveApp(gatehouse, { organizationId: world.organization.id, id: 'gryff-01' });
  return new Person(gatehouse.url, {
    login: () => ({ userName: 'hermione.granger', password: 'wingardium-lev1osa' }),
    'second-step': () => ({ code: app.code() }),
  });
}

interface PlanOptions {
  readonly modules: Modules;
  readonly mode?: string;
  /** The heading of the table, if it is another. */
  readonly table?: string;
}

/**
 * Nobody waits half a minute for a code to be that old: the clock, which server and application share, is put on. It is set
 * right again at the end: other suites in the process have servers in processes of their own, with clocks that are right.
 */
function startClock(): (seconds: number) => void {
  let ahead = 0;
  let setRight = () => {};
  beforeInOrder(async () => {
    const now = Date.now.bind(Date);
    const { mock: put } = mock.method(Date, 'now', () => now() + ahead);
    setRight = () => put.restore();
  });
  after(() => setRight());
  return (seconds) => {
    ahead += seconds * 1000;
  };
}
