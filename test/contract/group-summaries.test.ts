import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId, everyoneGroupId } from '../../src/directory/group.ts';
import { untilLater } from '../support/until.ts';
import { world } from '../support/world.ts';
import { partitionGlobalId, useGroups } from './groups.fixture.ts';

const { call, create, member, createRobot, audited } = useGroups();
const summaries = `/api/GroupSummary/${partitionGlobalId}`;
const change = (id: string, body: object) => call('PUT', `${summaries}/${id}`, body);

describe('the summaries of groups', () => {
  it('say how many are in each group, and of Everyone that it has all', async () => {
    const { json: group } = await create({ name: 'Duelling team', directoryUserMemberIDs: [member.id] });
    const { json } = await call('GET', `${summaries}?searchTerm=LLING%20TE`);
    assert.equal(json.totalCount, 1);
    const { creationTime, ...rest } = json.results[0];
    assert.ok(Date.parse(creationTime) <= Date.now());
    const expected = { id: group.id, name: 'Duelling team', type: 1, lastModificationTime: null, memberCount: 1 };
    assert.deepEqual(rest, expected);
    assert.equal((await call('GET', `${summaries}/${everyoneGroupId}`)).json.memberCount, null);
    assert.equal((await call('GET', `${summaries}/${administratorsGroupId}`)).json.memberCount, 1);
  });

  it('come page by page, by name or by time', async () => {
    const names = async (query: string) =>
      (await call('GET', `${summaries}?${query}`)).json.results.map(({ name }: { name: string }) => name);
    for (const name of ['Zeta', 'alpha', '100% sure']) {
      await untilLater();
      await create({ name });
    }
    assert.equal((await names('top=1'))[0], '100% sure');
    assert.equal((await names('top=1&sortOrder=desc'))[0], 'Zeta');
    assert.equal((await names('top=1&sortBy=creationTime&sortOrder=desc'))[0], '100% sure');
    assert.deepEqual(await names('searchTerm=0%25%20s'), ['100% sure']);
    assert.equal((await names('top=2&skip=1')).length, 2);
  });

  it('are of the own organization alone', async () => {
    assert.equal((await call('GET', `/api/GroupSummary/${world.otherOrganization.id}`)).status, 403);
    assert.equal((await call('GET', `${summaries}/${world.application.id}`)).status, 404);
  });
});

describe('a change that is answered with a summary', () => {
  it('adds and removes accounts under whatever id they have, and is recorded like any other', async () => {
    const { json: group } = await create({ name: 'Duelling club' });
    const robot = await createRobot('Scribe');
    const added = await change(group.id, { memberIDsToAdd: [world.harry.id, robot.toUpperCase()] });
    assert.deepEqual([added.status, added.json.memberCount], [200, 2]);
    const removed = await change(group.id, { name: 'Duellists', memberIDsToRemove: [world.harry.id] });
    assert.deepEqual([removed.json.name, removed.json.memberCount], ['Duellists', 1]);
    assert.deepEqual(
      (await audited(group.id)).map(({ action, details }) => [action, JSON.parse(details).addedMembers]),
      [
        ['Create', []],
        ['Update', [world.harry.id, robot]],
        ['Update', []],
      ],
    );
  });

  it('keeps the rules of groups', async () => {
    assert.equal((await change(everyoneGroupId, { memberIDsToAdd: [world.harry.id] })).status, 400);
    assert.equal((await change(administratorsGroupId, { memberIDsToRemove: ['minerva'] })).status, 400);
    assert.equal((await change(administratorsGroupId, { name: 'Chiefs' })).status, 400);
    const { json: group } = await create({ name: 'Choir' });
    assert.equal((await change(group.id, { memberIDsToAdd: ['nobody'] })).status, 400);
    assert.equal((await change(group.id, { name: 'Administrators' })).status, 409);
    assert.equal((await change(world.application.id, { name: 'x' })).status, 404);
  });
});
