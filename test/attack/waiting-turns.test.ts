import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { createApplication, createPersonalToken } from '../support/oauth.ts';
import { applicationToken, inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { password, useRights } from './rights.fixture.ts';

// Somebody with a token that is found out has sent so many requests that most of them still wait for their turn when it ends.

const { id: partitionGlobalId } = world.organization;
const { gatehouse, administrator, call } = useRights();

const many = 240;

/**
 * Most that are done after the right ended: 32 have their turn at the same time, and have looked before; as many may follow them
 * while the end is on its way to what the server remembers. Without a second look, all that wait are done.
 */
const begun = 96;

/** What is sent, each time with another name. */
const floods: Readonly<Record<string, (as: string) => ReturnType<typeof call>>> = {
  accounts: (as) => call(as, 'POST', '/User', { partitionGlobalId, userName: newId() }),
  'robot accounts': (as) => call(as, 'POST', '/RobotAccount', { partitionGlobalId, name: newId() }),
  applications: (as) =>
    call(as, 'POST', '/ExternalClient', {
      ...{ partitionGlobalId, name: newId(), isConfidential: true, scopes: [{ name: 'PM.User', type: 2 }] },
    }),
};

/** How many requests of the caller were carried out since, by the audit log, whose order is that of what was done. */
async function doneAfter(target: string, action: string, actor: string): Promise<number> {
  const entries = await gatehouse.db.selectFrom('audit_entries').selectAll().orderBy('sequence').execute();
  const ofOrganization = entries.filter((entry) => entry.organization_id === partitionGlobalId);
  const end = ofOrganization.findLastIndex((entry) => entry.target_id === target && entry.action === action);
  assert.ok(end >= 0);
  const later = ofOrganization.slice(end + 1).filter((entry) => entry.actor_id === actor);
  return new Set(later.map((entry) => entry.trace_id)).size;
}

/** Sends them all, ends the token as soon as the first of them is done, and says what each was answered. */
async function flood(send: (as: string) => ReturnType<typeof call>, as: string, end: () => Promise<void>) {
  const sent = Array.from({ length: many }, () => send(as));
  await Promise.race(sent);
  await end();
  return (await Promise.all(sent)).map(({ status }) => status);
}

const put = async (path: string, body: object) => {
  const { status, text } = await call(await userToken(gatehouse, administrator, inPerson), 'PUT', path, body);
  assert.equal(status, 200, text);
};

describe('a request that waits for its turn', () => {
  for (const what of ['robot accounts', 'applications']) {
    it(`makes no ${what} for one who was deactivated meanwhile`, async () => {
      const { id, ...account } = await createAccount(gatehouse, password, { isAdministrator: true });
      const as = await userToken(gatehouse, { id, ...account }, inPerson);
      const send = floods[what] ?? assert.fail();
      const answers = await flood(send, as, () => put(`/User/${id}`, { isActive: false }));
      assert.ok((await doneAfter(id, 'Update', id)) <= begun, `${answers}`);
      assert.ok(
        answers.every((status) => [200, 201, 401, 429, 503].includes(status)),
        `${answers}`,
      );
    });
  }

  it('makes no accounts for one who is no administrator any more, with whichever token', async () => {
    const scopes = ['PM.User', 'PM.Group'];
    for (const isPersonal of [false, true]) {
      const account = await createAccount(gatehouse, password, { isAdministrator: true });
      const as = isPersonal
        ? (await createPersonalToken(gatehouse, account, scopes)).value
        : await userToken(gatehouse, account, scopes);
      const change = { partitionGlobalId, directoryUserIDsToRemove: [account.id] };
      const send = floods.accounts ?? assert.fail();
      const answers = await flood(send, as, () => put(`/Group/${administratorsGroupId}`, change));
      assert.ok((await doneAfter(administratorsGroupId, 'Update', account.id)) <= begun, `${answers}`);
      assert.ok(
        answers.every((status) => [200, 403, 429, 503].includes(status)),
        `${answers}`,
      );
    }
  });

  it('makes no accounts for an application that lost the scope meanwhile', async () => {
    const scopes = [
      { name: 'PM.User', type: 'application' },
      { name: 'PM.Group', type: 'application' },
    ] as const;
    const { id } = await createApplication(gatehouse, { scopes });
    const as = await applicationToken(gatehouse, id, ['PM.User', 'PM.Group']);
    const narrowed = { scopes: [{ name: 'PM.Group', type: 2 }] };
    const send = floods.accounts ?? assert.fail();
    const answers = await flood(send, as, () => put(`/ExternalClient/${partitionGlobalId}/${id}`, narrowed));
    assert.ok((await doneAfter(id, 'Update', id)) <= begun, `${answers}`);
    assert.ok(
      answers.every((status) => [200, 403, 429, 503].includes(status)),
      `${answers}`,
    );
  });
});
