import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { hostId } from '../../src/directory/organization.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { token } from '../support/http.ts';
import { createApplication, createPersonalToken } from '../support/oauth.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { password, useRights } from './rights.fixture.ts';

// What somebody would try who holds a token that is good for less than they want.

const { id: own } = world.organization;
const { gatehouse, administrator, person, call, isRefused } = useRights();

describe('the seat of an administrator', () => {
  const group = { partitionGlobalId: own, directoryUserIDsToAdd: [''] };
  const ways = (as: string, { id }: Account) =>
    [
      [as, 'PUT', `/Group/${administratorsGroupId}`, { ...group, directoryUserIDsToAdd: [id] }],
      [as, 'PUT', `/User/${id}`, { groupIDsToAdd: [administratorsGroupId] }],
      [as, 'POST', '/User', { partitionGlobalId: own, userName: newId(), groupIDs: [administratorsGroupId] }],
      ...['BulkCreate', 'InviteUsers'].map(
        (path) =>
          [
            ...([as, 'POST', `/User/${path}`] as const),
            {
              partitionGlobalId: own,
              users: [{ userName: newId(), email: `${newId()}@x.example` }],
              groupIDs: [administratorsGroupId],
            },
          ] as const,
      ),
      [as, 'POST', '/RobotAccount', { partitionGlobalId: own, name: newId(), groupIDsToAdd: [administratorsGroupId] }],
    ] as const;
  const below = async () => [
    await token(gatehouse, 'PM.User PM.RobotAccount PM.Group.Write'),
    await token(gatehouse, 'PM.User.Write PM.RobotAccount PM.Group'),
    await userToken(gatehouse, administrator, ['PM.User', 'PM.RobotAccount', 'PM.Group.Write']),
  ];
  const above = async () => [
    await token(gatehouse, 'PM.User PM.RobotAccount PM.Group'),
    await userToken(gatehouse, administrator, inPerson),
  ];

  it('is not given by less than both scopes in full, and is by both, or in person', async () => {
    for (const as of await below()) await isRefused(ways(as, person));
    for (const as of await above()) {
      for (const [, method, path, body] of ways(as, await createAccount(gatehouse, null))) {
        const answer = await call(as, method, path, body);
        assert.ok(answer.status < 300, `${method} ${path}: ${answer.text}`);
      }
    }
  });

  it('is not taken over by a password, an address or a way back in', async () => {
    const target = await createAccount(gatehouse, password, { isAdministrator: true });
    const out = await createAccount(gatehouse, password, { isAdministrator: true });
    await gatehouse.db.updateTable('users').set({ is_active: 0 }).where('id', '=', out.id).execute();
    const tries = (as: string) =>
      [
        [as, 'PUT', `/User/${target.id}`, { password: 'patr0nu5' }],
        // The present one, which a refusal of another kind would tell.
        [as, 'PUT', `/User/${target.id}`, { password }],
        [as, 'PUT', `/User/${target.id}`, { email: `${target.id}@mine.example` }],
        [as, 'PUT', `/User/${out.id}`, { isActive: true }],
        // Where passwords are not taken, from then on that of this one is.
        [as, 'PUT', `/User/${target.id}`, { bypassBasicAuthRestriction: true }],
      ] as const;
    for (const as of await below()) {
      await isRefused(tries(as));
      const harmless = await call(as, 'PUT', `/User/${target.id}`, { displayName: newId() });
      assert.equal(harmless.status, 200, harmless.text);
    }
    const [as = ''] = await above();
    const { status, text } = await call(as, 'PUT', `/User/${target.id}`, { password: 'patr0nu5' });
    assert.equal(status, 200, text);
  });

  it('is not taken away first, to be given back with a password that is known', async () => {
    const target = await createAccount(gatehouse, password, { isAdministrator: true });
    for (const as of await below()) {
      await isRefused([
        [
          as,
          'PUT',
          `/Group/${administratorsGroupId}`,
          { partitionGlobalId: own, directoryUserIDsToRemove: [target.id] },
        ],
        [as, 'PUT', `/User/${target.id}`, { groupIDsToRemove: [administratorsGroupId] }],
      ]);
    }
    const [as = ''] = await above();
    const { status, text } = await call(as, 'PUT', `/User/${target.id}`, { groupIDsToRemove: [administratorsGroupId] });
    assert.equal(status, 200, text);
  });

  it('is not guessed at by who lifts the lock in turn', async () => {
    const target = await createAccount(gatehouse, password, { isAdministrator: true });
    for (const as of await below()) {
      await isRefused([[as, 'DELETE', `/User/${target.id}/lockout`]]);
      assert.equal((await call(as, 'DELETE', `/User/${person.id}/lockout`)).status, 204);
    }
    for (const as of await above()) assert.equal((await call(as, 'DELETE', `/User/${target.id}/lockout`)).status, 204);
  });

  it('of the host is no easier', async () => {
    const target = await createAccount(gatehouse, null, { organizationId: hostId, isAdministrator: true });
    const app = await createApplication(gatehouse, {
      organizationId: hostId,
      scopes: [{ name: 'PM.User', type: 'application' }],
    });
    const as = await token(gatehouse, 'PM.User', { id: app.id, secret: app.secret ?? '' });
    await isRefused([
      [as, 'PUT', `/User/${target.id}`, { password: 'patr0nu5' }],
      [as, 'PUT', `/User/${administrator.id}`, { password: 'patr0nu5' }],
      [as, 'PUT', `/User/${person.id}`, { groupIDsToAdd: [administratorsGroupId] }],
    ]);
  });
});

describe('the own password', () => {
  it('is changed with the present one only, by administrators too', async () => {
    const personal = await createPersonalToken(gatehouse, administrator, ['PM.User', 'PM.Group']);
    for (const as of [
      await userToken(gatehouse, administrator, inPerson),
      await userToken(gatehouse, administrator, ['PM.User', 'PM.Group']),
      personal.value,
    ]) {
      await isRefused([
        [as, 'PUT', `/User/${administrator.id}`, { password: 'patr0nu5' }],
        [as, 'PUT', `/User/${administrator.id.toUpperCase()}`, { password: 'patr0nu5' }],
      ]);
    }
    const as = await userToken(gatehouse, administrator, inPerson);
    const change = { oldPassword: password, newPassword: 'patr0nu5' };
    assert.equal((await call(as, 'POST', `/User/${administrator.id}/changepassword`, change)).status, 200);
  });
});
