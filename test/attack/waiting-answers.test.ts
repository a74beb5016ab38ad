import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { password, useRights } from './rights.fixture.ts';

// Answers that may be long are made four at a time. Whoever waits for that, waits before the turn to write.

const { id: partitionGlobalId } = world.organization;
const { gatehouse, administrator, call } = useRights();

/** As many as may wait, and four. */
const many = 68;

/** Most that are done after the right ended: four have their turn at the same time, and some follow before the end is known. */
const begun = 16;

/** What is sent, each time with another name. */
const floods: Readonly<Record<string, (as: string) => ReturnType<typeof call>>> = {
  groups: (as) => call(as, 'POST', '/Group', { partitionGlobalId, name: newId() }),
  'many accounts': (as) =>
    call(as, 'POST', '/User/BulkCreate', {
      partitionGlobalId,
      users: Array.from({ length: 15 }, () => ({ userName: newId() })),
    }),
};

describe('a request that waits until its answer may be made', () => {
  for (const [what, send] of Object.entries(floods)) {
    it(`makes no ${what} for one who was deactivated meanwhile`, async () => {
      const account = await createAccount(gatehouse, password, { isAdministrator: true });
      const as = await userToken(gatehouse, account, inPerson);
      const sent = Array.from({ length: many }, () => send(as));
      await Promise.race(sent);
      const end = await call(await userToken(gatehouse, administrator, inPerson), 'PUT', `/User/${account.id}`, {
        isActive: false,
      });
      assert.equal(end.status, 200, end.text);
      const answers = (await Promise.all(sent)).map(({ status }) => status);
      const entries = await gatehouse.db.selectFrom('audit_entries').selectAll().orderBy('sequence').execute();
      const after = entries.findLastIndex(({ target_id, action }) => target_id === account.id && action === 'Update');
      assert.ok(after >= 0);
      const later = entries.slice(after + 1).filter(({ actor_id }) => actor_id === account.id);
      const done = new Set(later.map(({ trace_id }) => trace_id)).size;
      assert.ok(done <= begun, `${done} were done after the end: ${answers}`);
      assert.ok(
        answers.every((status) => [200, 201, 401, 429, 503].includes(status)),
        `${answers}`,
      );
    });
  }
});
