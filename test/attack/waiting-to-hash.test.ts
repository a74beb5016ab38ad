import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { noBudgets, useGatehouse } from '../support/gatehouse.ts';
import { createApplication } from '../support/oauth.ts';
import { applicationToken, inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// Hashes take long, so that most of what somebody has sent with a token that is found out still waits when it ends: passwords
// that would be theirs.

const { id: partitionGlobalId } = world.organization;
const password = 'al0h0m0ra-account';
const administrator = {} as Account;

const gatehouse = useGatehouse(
  async (server) => {
    Object.assign(administrator, await createAccount(server, password, { isAdministrator: true }));
  },
  { ...noBudgets, 'hash-threads': '1' },
);

const call = (as: string, method: string, path: string, body?: unknown) =>
  apiOf(gatehouse, () => as)(method, `/api${path}`, body);

const many = 60;

/** Most that are done after the right ended: those who have their turn, and those who get it before the end is known. */
const begun = 16;

const hashes = async () =>
  new Map(
    (await gatehouse.db.selectFrom('credentials').select(['user_id', 'password_hash']).execute()).map((row) => [
      row.user_id,
      row.password_hash,
    ]),
  );

/** Sends them all, ends the right as soon as the first of them is done, and says how many were done after that. */
async function flood(
  send: (index: number) => ReturnType<typeof call>,
  end: () => Promise<void>,
  codes: readonly number[],
) {
  const sent = Array.from({ length: many }, (_, index) => send(index));
  await Promise.race(sent);
  await end();
  const before = await hashes();
  const answers = (await Promise.all(sent)).map(({ status }) => status);
  assert.ok(
    answers.every((status) => [...codes, 429, 503].includes(status)),
    `${answers}`,
  );
  const changed = [...(await hashes())].filter(([id, hash]) => before.get(id) !== hash);
  assert.ok(changed.length <= begun, `${changed.length} of ${many} were done after the end: ${answers}`);
}

const put = async (path: string, body: object) => {
  const { status, text } = await call(await userToken(gatehouse, administrator, inPerson), 'PUT', path, body);
  assert.equal(status, 200, text);
};

/** What an application sends that may set passwords, each time for another person. */
const changes: Readonly<Record<string, (as: string, of: Account | undefined) => ReturnType<typeof call>>> = {
  'sets nobody a password': (as, of) => call(as, 'PUT', `/User/${of?.id}`, { password: 'patr0nus-charm' }),
  'changes no password that it knows': (as, of) =>
    call(as, 'POST', `/User/${of?.id}/changepassword`, { oldPassword: password, newPassword: 'patr0nus-charm' }),
};

describe('a request that waits for its turn to hash', () => {
  it('makes no account with a password for one who was deactivated meanwhile', async () => {
    const account = await createAccount(gatehouse, password, { isAdministrator: true });
    const as = await userToken(gatehouse, account, inPerson);
    await flood(
      () => call(as, 'POST', '/User', { partitionGlobalId, userName: newId(), password: 'patr0nus-charm' }),
      () => put(`/User/${account.id}`, { isActive: false }),
      [200, 401],
    );
  });

  for (const [does, send] of Object.entries(changes)) {
    it(`${does} for an application that lost the scope meanwhile`, async () => {
      const people = await Promise.all(Array.from({ length: many }, () => createAccount(gatehouse, password)));
      const scopes = ['PM.User', 'PM.Group'];
      const { id } = await createApplication(gatehouse, {
        scopes: scopes.map((name) => ({ name, type: 'application' as const })),
      });
      const as = await applicationToken(gatehouse, id, scopes);
      await flood(
        (index) => send(as, people[index]),
        () => put(`/ExternalClient/${partitionGlobalId}/${id}`, { scopes: [{ name: 'PM.Group', type: 2 }] }),
        [200, 403],
      );
    });
  }
});
