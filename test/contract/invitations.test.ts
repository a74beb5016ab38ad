import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { send } from '../support/http.ts';
import { world } from '../support/world.ts';
import { base, codes, name, useUsers } from './users.fixture.ts';

const { organization } = world;
const { gatehouse, call, get, made } = useUsers();

describe('sign-in attempts', () => {
  const signIn = (userName: string, password: string) =>
    send(`${gatehouse.url}/${organization.name}/api/account/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Test/1' },
      body: JSON.stringify({ tenancyName: organization.name, usernameOrEmailAddress: userName, password }),
    });

  it('are listed for the user, the newest first', async () => {
    const account = await createAccount(gatehouse, 'r1ght-password');
    const userName = `user-${account.id}`;
    await signIn(userName, 'wr0ng');
    await signIn(userName, 'r1ght-password');
    const path = `/api/User/${account.id}/loginAttempts`;
    const { json } = await call('GET', `${path}?top=1000`);
    assert.equal(json.totalCount, 2);
    const [newest, oldest] = json.results;
    assert.deepEqual([newest.result, oldest.result], [0, 1]);
    assert.equal(newest.userNameOrEmailAddress, userName);
    assert.equal(newest.partitionName, organization.name);
    assert.equal(newest.browserInfo, 'Test/1');
    assert.equal((await call('GET', `${path}?sortBy=Result&sortOrder=desc`)).json.results[0].result, 1);
    assert.equal((await call('GET', `${path}?since=2999-01-01`)).json.totalCount, 0);
    assert.equal((await call('GET', `${path}?since=2000-01-01T00:00:00`)).json.totalCount, 2);
    assert.equal((await call('GET', `${path}?userSID=S-1-5`)).json.totalCount, 0);
    assert.deepEqual((await call('GET', `${path}?since=x`)).json.errors, { since: ["The value 'x' is not valid."] });
    assert.equal((await get(account.id)).json.lastLoginTime, newest.creationTime);
  });
});

describe('the organizations of a user', () => {
  it('are the one that the account belongs to', async () => {
    const { id } = await made();
    const { json } = await call('GET', `/api/UserPartition/partitions/${id}`);
    assert.deepEqual(json, [{ id: organization.id, name: organization.name, isActive: true }]);
  });
});

describe('inviting users', () => {
  it('makes accounts, and puts a notice for each in the outbox', async () => {
    const email = `${name()}@example.test`;
    const { status, json } = await call('POST', '/api/User/InviteUsers', { ...base, users: [{ email, name: 'Ion' }] });
    assert.equal(status, 200);
    const [{ id, invitationAccepted }] = json.users;
    assert.equal(invitationAccepted, false);
    const notices = await gatehouse.db
      .selectFrom('outbox')
      .select('kind')
      .where('payload', 'like', `%${id}%`)
      .execute();
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['UserInvitation'],
    );
    const without = await call('POST', '/api/User/InviteUsers', { ...base, users: [{ userName: name() }] });
    assert.deepEqual(without.json.errors, { 'Users[0].Email': ['The Email field is required.'] });
  });

  const invite = (...users: object[]) => call('POST', '/api/User/InviteUsers', { ...base, users });
  const links = (id: string) =>
    gatehouse.db.selectFrom('account_links').select(['token_hash', 'used_at']).where('user_id', '=', id).execute();

  it('sends who has not accepted yet a new link, which ends the one before, and makes nobody anew', async () => {
    const email = `${name()}@example.test`;
    const [{ id }] = (await invite({ email })).json.users;
    const [before] = await links(id);
    const again = await invite({ id: newId(), email: email.toUpperCase() }, { email: `${name()}@example.test` });
    assert.equal(again.status, 200);
    assert.deepEqual([again.json.users.length, again.json.users[0].id, again.json.users[0].email], [2, id, email]);
    const [after, ...others] = await links(id);
    assert.equal(others.length, 0);
    assert.notEqual(after?.token_hash, before?.token_hash);
    const notices = await gatehouse.db.selectFrom('outbox').select('id').where('payload', 'like', `%${id}%`).execute();
    assert.equal(notices.length, 2);
    assert.equal((await gatehouse.db.selectFrom('users').select('id').where('email', '=', email).execute()).length, 1);
    const audited = await gatehouse.db
      .selectFrom('audit_entries')
      .select('action')
      .where('target_id', '=', id)
      .execute();
    assert.deepEqual(
      audited.map(({ action }) => action),
      ['Invite', 'Invite'],
    );
  });

  it('adds them to the groups that it names this time', async () => {
    const group = (await call('POST', '/api/Group', { ...base, name: name() })).json.id as string;
    const users = [{ email: `${name()}@example.test` }];
    await invite(...users);
    const again = await call('POST', '/api/User/InviteUsers', { ...base, users, groupIDs: [group] });
    assert.deepEqual(again.json.users[0].groupIDs, [group]);
  });

  it('is refused for who has accepted, has a password, another user name, or comes twice', async () => {
    const email = `${name()}@example.test`;
    for (const user of [
      { email: `${name()}@example.test`, password: 'al0h0m0ra-account', invitationAccepted: false },
      { email: `${name()}@example.test`, invitationAccepted: true },
      { email: `${name()}@example.test`, type: 'directoryUser' },
    ]) {
      await made(user);
      assert.deepEqual(codes(await invite({ email: user.email })).at(-1), 'DuplicateEmail');
    }
    await invite({ email });
    assert.deepEqual(codes(await invite({ email, userName: name() })), ['DuplicateEmail']);
    assert.deepEqual(codes(await invite({ email }, { email })), ['DuplicateUserName', 'DuplicateEmail']);
  });

  it('sends nobody more than five links in an hour', async () => {
    const email = `${name()}@example.test`;
    for (let time = 0; time < 5; time += 1) assert.equal((await invite({ email })).status, 200);
    const { status, headers } = await invite({ email });
    assert.deepEqual([status, headers.get('retry-after')], [429, '3600']);
  });
});
