import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { canonical } from '../../src/directory/canonical.ts';
import { administratorsGroupId, everyoneGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { newUser } from '../../src/directory/user.fixture.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { token } from '../support/http.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { groups, ids, partitionGlobalId, useGroups } from './groups.fixture.ts';

const { gatehouse, member, call, create, update, createRobot, audited } = useGroups();

describe('deleting groups', () => {
  it('answers 204 without a body; its members stay', async () => {
    const robot = await createRobot('kreacher');
    const { json: group } = await create({ name: 'Doomed', directoryUserMemberIDs: [robot] });
    const answer = await call('DELETE', `${groups}/${group.id}`);
    assert.equal(answer.status, 204);
    assert.equal(answer.text, '');
    assert.equal((await call('GET', `${groups}/${group.id}`)).status, 404);
    assert.equal((await call('DELETE', `${groups}/${group.id}`)).status, 404);
    assert.deepEqual((await call('GET', `/api/RobotAccount/${partitionGlobalId}/${robot}`)).json.groupIds, []);
    assert.equal((await audited(group.id)).at(-1)?.action, 'Delete');
    assert.equal((await create({ name: 'Doomed' })).status, 201);
  });

  it('deletes all that are named and skips those that nobody knows', async () => {
    const made = await Promise.all(['Doom 1', 'Doom 2'].map((name) => create({ name })));
    const groupIDs = [...made.map(({ json }) => json.id), newId()];
    const answer = await call('DELETE', groups, { groupIDs });
    assert.equal(answer.status, 204);
    for (const id of groupIDs) assert.equal((await call('GET', `${groups}/${id}`)).status, 404);
  });

  for (const body of [undefined, {}, { groupIDs: null }, { groupIDs: [] }]) {
    it(`deletes nothing when asked to delete ${JSON.stringify(body)}`, async () => {
      const before = (await call('GET', groups)).json.length;
      assert.equal((await call('DELETE', groups, body)).status, 204);
      assert.equal((await call('GET', groups)).json.length, before);
    });
  }
});

describe('reading groups', () => {
  it('lists all groups as a bare array by name, each with its members', async () => {
    const answer = await call('GET', `${groups}?$count=false`);
    assert.equal(answer.status, 200);
    const names = answer.json.map(({ name }: { name: string }) => name.toUpperCase());
    assert.deepEqual(names, names.toSorted());
    for (const { members } of answer.json) assert.ok(Array.isArray(members));
    const team = answer.json.find(({ name }: { name: string }) => name === 'Quidditch Team');
    assert.deepEqual(
      team.members.map((one: { name: string }) => one.name),
      ['harry.potter'],
    );
    assert.deepEqual(ids(team.members), [world.harry.id]);
  });

  it('lists more groups than are read at once, each of them once', async () => {
    const made = Array.from({ length: 230 }, (_, n) => `Many ${(n * 37) % 230}`);
    await gatehouse.store.transaction(async ({ groups, memberships }) => {
      for (const name of made) {
        const group = { organizationId: partitionGlobalId, id: newId(), name, type: 'custom', createdAt: 0 } as const;
        await groups.insert(group);
        await memberships.add(group.organizationId, group.id, [{ id: member.id, type: 'user' }]);
      }
    });
    const listed = (await call('GET', groups)).json.filter(({ name }: { name: string }) => name.startsWith('Many '));
    assert.deepEqual(
      listed.map(({ name }: { name: string }) => name),
      made.toSorted(),
    );
    assert.ok(listed.every((group: { members: readonly { identifier: string }[] }) => ids(group.members).length === 1));
    const body = { groupIDs: listed.map(({ id }: { id: string }) => id) };
    assert.equal((await call('DELETE', groups, body)).status, 204);
  });

  it('answers to every spelling of an id and of the path', async () => {
    const id = administratorsGroupId.toUpperCase();
    assert.equal((await call('GET', `/API/group/${partitionGlobalId.toUpperCase()}/{${id}}/`)).status, 200);
    assert.equal((await call('GET', groups, undefined, '/hogwarts/identity_')).status, 200);
  });

  it('answers 404 for an organization nobody knows, and 400 for what is none', async () => {
    assert.equal((await call('GET', `/api/Group/${newId()}`)).status, 404);
    const answer = await call('GET', '/api/Group/Hogwarts');
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.json.errors, { partitionGlobalId: ["The value 'Hogwarts' is not valid."] });
  });

  it('does not show members who were deleted', async () => {
    const gone = await createAccount(gatehouse, null);
    const { json: group } = await create({ name: 'Mourners', directoryUserMemberIDs: [gone.id, member.id] });
    await gatehouse.db.updateTable('users').set({ deleted_at: Date.now() }).where('id', '=', gone.id).execute();
    assert.deepEqual(ids((await call('GET', `${groups}/${group.id}`)).json.members), [member.id]);
    const page = (await call('GET', `${groups}/${group.id}/Members`)).json;
    assert.equal(page.totalCount, 1);
    assert.match((await update(group.id, { directoryUserIDsToAdd: [gone.id] })).json.Message, /Invalid Entity Names/);
  });

  it('shows what an administrator has added to a person', async () => {
    const answer = await call('PUT', `/api/User/${member.id}`, {
      extensionUserAttributesToAddOrUpdate: { house: 'Gryffindor' },
    });
    assert.equal(answer.status, 200);
    const { json: group } = await create({ name: 'Decorated', directoryUserMemberIDs: [member.id] });
    assert.deepEqual(group.members[0].extensionUserAttributes, { house: 'Gryffindor' });
  });

  it('pages through the members with the exact count, sorted as asked', async () => {
    const robots = await Promise.all(['a', 'C', 'b'].map((name) => createRobot(`page-${name}`)));
    const { json: group } = await create({ name: 'Pages', directoryUserMemberIDs: robots });
    const page = async (query: string) => {
      const { totalCount, results } = (await call('GET', `${groups}/${group.id}/Members${query}`)).json;
      return [totalCount, ...results.map(({ name }: { name: string }) => name)];
    };
    assert.deepEqual(await page(''), [3, 'page-a', 'page-b', 'page-C']);
    assert.deepEqual(await page('?top=1&skip=1'), [3, 'page-b']);
    assert.deepEqual(await page('?top=0'), [3]);
    assert.deepEqual(await page('?skip=9'), [3]);
    assert.deepEqual(await page('?sortBy=NAME&sortOrder=Desc&top=2'), [3, 'page-C', 'page-b']);
    assert.equal((await call('GET', `${groups}/${group.id}/Members?top=1001`)).status, 400);
    const checked = await call('POST', `${groups}/${group.id}/CheckMembers`, { memberIDs: [robots[1], member.id] });
    assert.deepEqual(ids(checked.json), [robots[1]]);
  });

  it('sorts the members by no address that is not shown', async () => {
    const [one, other] = await Promise.all([createAccount(gatehouse, null), createAccount(gatehouse, null)]);
    const [first, last] = [one, other].toSorted((a, b) => (a.id < b.id ? -1 : 1)) as [typeof one, typeof one];
    for (const [{ id }, email] of [[first, 'zz@rows.example'] as const, [last, 'aa@rows.example'] as const]) {
      const known = { email, email_key: canonical(email) };
      await gatehouse.db.updateTable('users').set(known).where('id', '=', id).execute();
    }
    const { json: group } = await create({ name: 'Sorted', directoryUserMemberIDs: [first.id, last.id] });
    const path = `${groups}/${group.id}/Members?sortBy=email`;
    const identifiers = ({ results }: { results: readonly { identifier: string }[] }) =>
      results.map(({ identifier }) => identifier);
    assert.deepEqual(identifiers((await call('GET', path)).json), [last.id, first.id]);
    const narrow = await token(gatehouse, 'PM.Group.Read');
    assert.deepEqual(identifiers((await apiOf(gatehouse, () => narrow)('GET', path)).json), [first.id, last.id]);
  });

  it('loads several by their ids', async () => {
    const answer = await call('POST', `/api/Group/BulkLoadByIds/${partitionGlobalId}`, {
      groupIDs: [everyoneGroupId, administratorsGroupId.toUpperCase(), newId(), 'nonsense', null],
    });
    assert.deepEqual(
      answer.json.map(({ name }: { name: string }) => name),
      ['Administrators', 'Everyone'],
    );
  });
});

describe('the rights over groups', () => {
  it('are those of the scope: reading does not let write, nor writing read', async () => {
    const reader = apiOf(gatehouse, () => read);
    const writer = apiOf(gatehouse, () => write);
    const read = await token(gatehouse, 'PM.Group.Read');
    const write = await token(gatehouse, 'PM.Group.Write');
    assert.equal((await reader('GET', groups)).status, 200);
    const refused = await reader('POST', '/api/Group', { name: 'No' });
    assert.equal(refused.status, 403);
    assert.match(refused.json.errorMessage, /'PM.Group' or 'PM.Group.Write'/);
    assert.equal((await writer('GET', groups)).status, 403);
    assert.equal((await writer('POST', '/api/Group', { name: 'Write only' })).status, 201);
  });

  it('are an administrator’s only, among people', async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const bearers = await Promise.all([
      userToken(gatehouse, administrator, ['PM.Group']),
      userToken(gatehouse, await createAccount(gatehouse, null), ['PM.Group']),
    ]);
    const statuses = bearers.map(async (one) => {
      const as = apiOf(gatehouse, () => one);
      const answers = [await as('GET', groups), await as('POST', '/api/Group', { name: `By ${one.slice(-8)}` })];
      return answers.map(({ status }) => status);
    });
    assert.deepEqual(await Promise.all(statuses), [
      [200, 201],
      [403, 403],
    ]);
  });

  it('end at the organization', async () => {
    const foreign = await token(gatehouse, 'PM.Group', world.otherApplication);
    const stranger = apiOf(gatehouse, () => foreign);
    const { json: group } = await create({ name: 'Ours' });
    const theirs = `/api/Group/${world.otherOrganization.id}`;
    assert.equal((await stranger('GET', groups)).status, 403);
    assert.equal((await stranger('GET', `${theirs}/${group.id}`)).status, 404);
    assert.equal((await stranger('PUT', `/api/Group/${group.id}`, { name: 'Mine' })).status, 404);
    assert.equal((await stranger('PUT', `/api/Group/${group.id}`, { partitionGlobalId, name: 'Mine' })).status, 403);
    assert.equal((await stranger('DELETE', `${theirs}/${group.id}`)).status, 404);
    assert.equal((await stranger('DELETE', theirs, { groupIDs: [group.id] })).status, 204);
    assert.equal((await stranger('POST', '/api/Group', { name: 'Ours' })).status, 201);
    const borrowed = await stranger('POST', '/api/Group', { name: 'B', directoryUserMemberIDs: [member.id] });
    assert.equal(borrowed.status, 400);
    assert.equal((await call('GET', `${groups}/${group.id}`)).json.name, 'Ours');
  });
});

describe('a group with more members than are in memory at once', () => {
  it('is answered as any other, alone, among others and after a change', async () => {
    const { json: made } = await create({ name: 'Quidditch World Cup' });
    const count = 10_100;
    const users = Array.from({ length: count }, (_, n) =>
      newUser({ organizationId: partitionGlobalId, id: newId(), userName: `spectator-${String(n).padStart(5, '0')}` }),
    );
    await gatehouse.store.bulk(async (tables) => {
      await tables.users.insertMany(partitionGlobalId, users);
      const members = users.map(({ id }) => ({ id, type: 'user' as const }));
      await tables.memberships.add(partitionGlobalId, made.id, members);
    });
    const expected = users.map(({ id }) => id);
    assert.deepEqual(ids((await call('GET', `${groups}/${made.id}`)).json.members), expected);
    const [one] = (await call('POST', `/api/Group/BulkLoadByIds/${partitionGlobalId}`, { groupIDs: [made.id] })).json;
    assert.deepEqual(ids(one.members), expected);
    const robot = await createRobot('a-broom');
    const changed = await update(made.id, { directoryUserIDsToAdd: [robot] });
    assert.deepEqual(ids(changed.json.members), [robot, ...expected]);
    assert.equal((await call('DELETE', `${groups}/${made.id}`)).status, 204);
  });
});
