import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { token } from '../support/http.ts';
import { beginLate, finishLate } from '../support/late-body.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { password, useRights } from './rights.fixture.ts';

// Somebody with a token that is found out holds requests open whose bodies are not whole, and sends the rest when the token
// has ended.

const { id: own } = world.organization;
const { gatehouse, administrator, call } = useRights();

const begin = (as: string, path: string) =>
  beginLate(`${gatehouse.url}/identity/api${path}`, { authorization: `Bearer ${as}` });

const personalToken = () => ({
  ...{ description: 'For later', scopes: ['PM.User'] },
  expiryTime: new Date(Date.now() + 30 * 24 * 60 * 60_000).toISOString(),
});

const person = () => createAccount(gatehouse, password);
const admin = () => createAccount(gatehouse, password, { isAdministrator: true });

const put = async (path: string, body: object) => {
  const { status, text } = await call(await userToken(gatehouse, administrator, inPerson), 'PUT', path, body);
  assert.equal(status, 200, text);
};

describe('a request whose body comes late', () => {
  it('does what it is for as long as its token is good', async () => {
    const as = await userToken(gatehouse, await person(), inPerson);
    assert.equal(await finishLate(await begin(as, '/ReferenceToken'), personalToken()), 201);
  });

  for (const [what, end] of [
    ['their password was changed', ({ id }: Account) => put(`/User/${id}`, { password: 'patr0nu5-expect0' })],
    ['they were deactivated', ({ id }: Account) => put(`/User/${id}`, { isActive: false })],
  ] as const) {
    it(`leaves nothing of a person after ${what}`, async () => {
      const account = await person();
      const begun = await begin(await userToken(gatehouse, account, inPerson), '/ReferenceToken');
      await end(account);
      assert.equal(await finishLate(begun, personalToken()), 401);
      assert.deepEqual(await gatehouse.store.personalAccessTokens.ofUser(account), []);
    });
  }

  it('makes no administrator for one who is none any more', async () => {
    const account = await admin();
    const [as, userName] = [await userToken(gatehouse, account, inPerson), newId()];
    const begun = await begin(as, '/User');
    await put(`/Group/${administratorsGroupId}`, { partitionGlobalId: own, directoryUserIDsToRemove: [account.id] });
    const body = { partitionGlobalId: own, userName, groupIDs: [administratorsGroupId] };
    assert.equal(await finishLate(begun, body), 403);
    const made = await gatehouse.db.selectFrom('users').select('id').where('user_name', '=', userName).execute();
    assert.deepEqual(made, []);
  });

  it('does nothing for an application that was switched off', async () => {
    const userName = newId();
    const begun = await begin(await token(gatehouse, 'PM.User'), '/User');
    const active = (is_active: 0 | 1) =>
      gatehouse.db.updateTable('applications').set({ is_active }).where('id', '=', world.application.id).execute();
    await active(0);
    const status = await finishLate(begun, { partitionGlobalId: own, userName });
    await active(1);
    assert.equal(status, 401);
  });
});
