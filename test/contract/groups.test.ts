import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId, everyoneGroupId } from '../../src/directory/group.ts';
import { newId, zeroUuid } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { createApplication } from '../support/oauth.ts';
import { groups, ids, partitionGlobalId, useGroups } from './groups.fixture.ts';

const { gatehouse, member, call, create, update, createRobot, audited } = useGroups();

describe('creating a group', () => {
  it('answers 201 with the whole group, its members and where to get it', async () => {
    const id = newId();
    const answer = await create({ id, name: 'Finance', directoryUserMemberIDs: [member.id] });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get('location'), `/identity/api/Group/${partitionGlobalId}/${id}`);
    const { creationTime, members, ...rest } = answer.json;
    assert.deepEqual(rest, { id, name: 'Finance', displayName: 'Finance', type: 1, lastModificationTime: null });
    assert.match(creationTime, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    assert.deepEqual(Object.keys(answer.json), [
      'id',
      'name',
      'displayName',
      'type',
      'creationTime',
      'lastModificationTime',
      'members',
    ]);
    const [{ creationTime: since, ...person }] = members;
    assert.match(since, /Z$/);
    assert.deepEqual(person, {
      ...{ objectType: 'DirectoryUser', source: 'local', identifier: member.id, name: `user-${member.id}` },
      ...{ email: null, displayName: null, firstName: null, lastName: null, jobTitle: null, companyName: null },
      ...{ city: null, department: null, extensionUserAttributes: null, externalId: null },
    });
    assert.equal(Object.keys(members[0])[0], 'objectType');
    assert.deepEqual((await call('GET', `${groups}/${id}`)).json, answer.json);
  });

  it('makes an id when none is given, null or all zeros', async () => {
    for (const id of [undefined, null, zeroUuid]) {
      const answer = await create({ id, name: `Made ${id}` });
      assert.equal(answer.status, 201);
      assert.match(answer.json.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4/);
      assert.deepEqual(answer.json.members, []);
    }
  });

  it('takes the organization of the token when none is named', async () => {
    const answer = await call('POST', '/api/Group', { name: 'Nobody said where' });
    assert.equal(answer.status, 201);
    assert.equal((await call('GET', `${groups}/${answer.json.id}`)).status, 200);
  });

  it('takes robot accounts and confidential applications as members, each in its own form', async () => {
    const robot = await createRobot('dobby');
    const application = await createApplication(gatehouse);
    const answer = await create({ name: 'Mixed', directoryUserMemberIDs: [robot, application.id] });
    assert.equal(answer.status, 201);
    const byType = Object.fromEntries(answer.json.members.map((one: { objectType: string }) => [one.objectType, one]));
    assert.deepEqual(byType, {
      DirectoryRobotUser: {
        ...{ objectType: 'DirectoryRobotUser', source: 'local', identifier: robot },
        ...{ name: 'dobby', email: null, displayName: 'dobby' },
      },
      DirectoryApplication: {
        ...{ objectType: 'DirectoryApplication', source: 'local', identifier: application.id },
        ...{ name: 'Prefects', email: null, displayName: 'Prefects', applicationId: application.id },
      },
    });
  });

  for (const [what, name] of [
    ['empty', ''],
    ['blank', '  '],
    ['null', null],
    ['absent', undefined],
  ] as const) {
    it(`refuses a name that is ${what}`, async () => {
      const answer = await create({ name });
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.json.errors, { Name: ['The Name field is required.'] });
    });
  }

  it('refuses a name that is too long or holds control characters', async () => {
    assert.ok('Name' in (await create({ name: 'x'.repeat(257) })).json.errors);
    assert.ok('Name' in (await create({ name: 'a\u0000b' })).json.errors);
    assert.equal((await create({ name: `🧙 ${'x'.repeat(200)}` })).status, 201);
  });

  it('refuses a name that is taken in any letter case, saying so', async () => {
    await create({ name: 'Über Things' });
    const answer = await create({ name: 'ÜBER things' });
    assert.equal(answer.status, 409);
    assert.match(answer.json.detail, /already exists/);
    assert.equal((await create({ name: 'everyone' })).status, 409);
  });

  it('refuses an id that is taken', async () => {
    const id = newId();
    await create({ id, name: 'Taker' });
    const answer = await create({ id, name: 'Late comer' });
    assert.equal(answer.status, 409);
    assert.match(answer.json.message, /already exists/);
  });

  it('refuses members that nobody knows, and public applications, as invalid names', async () => {
    const publicOne = await createApplication(gatehouse, { isConfidential: false });
    for (const unknown of [newId(), publicOne.id]) {
      const answer = await create({ name: 'Ghosts', directoryUserMemberIDs: [member.id, unknown] });
      assert.equal(answer.status, 400);
      assert.deepEqual(answer.json, {
        StatusCode: 400,
        StatusDescription: 'BadRequest',
        Message: "Invalid Entity Names. (Parameter 'entityIdentifiers')",
      });
    }
    assert.equal((await create({ name: 'Ghosts' })).status, 201);
  });

  it('refuses a local group as a member', async () => {
    const answer = await create({ name: 'Nest', directoryUserMemberIDs: [administratorsGroupId] });
    assert.equal(answer.status, 400);
    assert.match(answer.json.detail, /cannot be a member/);
  });

  it('lets exactly one of two creations with the same name win', async () => {
    const answers = await Promise.all(['Twins', 'twins', 'TWINS'].map((name) => create({ name })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
  });

  it('is recorded', async () => {
    const { json } = await create({ name: 'Recorded', directoryUserMemberIDs: [member.id] });
    const [entry] = await audited(json.id);
    assert.equal(`${entry?.category} ${entry?.action}`, 'Group Create');
    assert.deepEqual(JSON.parse(entry?.details ?? ''), { name: 'Recorded', addedMembers: [member.id] });
  });
});

describe('updating a group', () => {
  it('changes only what is asked: null, absent and empty leave everything as it is', async () => {
    const { json: group } = await create({ name: 'Calm', directoryUserMemberIDs: [member.id] });
    for (const body of [
      { name: 'Calm', directoryUserIDsToAdd: [], directoryUserIDsToRemove: [] },
      { name: null, directoryUserIDsToAdd: null, directoryUserIDsToRemove: null },
      {},
    ]) {
      const answer = await update(group.id, body);
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.json, group);
    }
    assert.equal((await audited(group.id)).length, 1);
  });

  it('adds, removes and renames in one go, and tells when; removal wins', async () => {
    const robot = await createRobot('winky');
    const other = await createAccount(gatehouse, null);
    const { json: group } = await create({ name: 'Busy', directoryUserMemberIDs: [member.id] });
    const answer = await update(group.id, {
      name: 'BUSY',
      directoryUserIDsToAdd: [robot, other.id, other.id, robot],
      directoryUserIDsToRemove: [member.id, robot, newId()],
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.json.name, 'BUSY');
    assert.deepEqual(ids(answer.json.members), [other.id]);
    assert.match(answer.json.lastModificationTime, /Z$/);
    const entry = (await audited(group.id)).at(-1);
    assert.deepEqual(JSON.parse(entry?.details ?? ''), {
      name: { before: 'Busy', after: 'BUSY' },
      addedMembers: [other.id],
      removedMembers: [member.id],
    });
  });

  it('is no error when the member is there already, or was never there', async () => {
    const { json: group } = await create({ name: 'Twice', directoryUserMemberIDs: [member.id] });
    const answer = await update(group.id, { directoryUserIDsToAdd: [member.id], directoryUserIDsToRemove: [newId()] });
    assert.equal(answer.status, 200);
    assert.deepEqual(ids(answer.json.members), [member.id]);
  });

  it('refuses unknown members, empty names and names of others', async () => {
    const { json: group } = await create({ name: 'Strict' });
    await create({ name: 'Stricter' });
    assert.match((await update(group.id, { directoryUserIDsToAdd: [newId()] })).json.Message, /Invalid Entity Names/);
    assert.equal((await update(group.id, { name: 'STRICTER' })).status, 409);
    assert.deepEqual((await update(group.id, { name: '' })).json.errors, { Name: ['The Name field is required.'] });
    assert.equal((await call('GET', `${groups}/${group.id}`)).json.name, 'Strict');
  });

  it('answers 404 for a group that is not there', async () => {
    assert.equal((await update(newId(), { name: 'X' })).status, 404);
    const answer = await update('no-id', { name: 'X' });
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.json.errors, { groupId: ["The value 'no-id' is not valid."] });
  });

  it('loses nothing when many add members at once', async () => {
    const { json: group } = await create({ name: 'Crowd' });
    const robots = await Promise.all(Array.from({ length: 8 }, (_, n) => createRobot(`crowd-${n}`)));
    const answers = await Promise.all(robots.map((id) => update(group.id, { directoryUserIDsToAdd: [id] })));
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    const { members } = (await call('GET', `${groups}/${group.id}`)).json;
    assert.deepEqual(ids(members).sort(), robots.toSorted());
  });

  it('lets one of two groups have a name that both want', async () => {
    const made = await Promise.all(['Left', 'Right'].map((name) => create({ name })));
    const answers = await Promise.all(made.map(({ json }) => update(json.id, { name: 'Middle' })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 409]);
  });
});

describe('built-in groups', () => {
  it('are the same in every organization, and are not renamed', async () => {
    const answer = await update(administratorsGroupId, { name: 'Bosses' });
    assert.equal(answer.status, 400);
    assert.match(answer.json.detail, /cannot be renamed/);
    assert.equal((await update(administratorsGroupId, { name: 'Administrators' })).status, 200);
    assert.equal((await call('GET', `${groups}/${administratorsGroupId}`)).json.type, 0);
  });

  it('are not deleted, alone or among others', async () => {
    const { json: group } = await create({ name: 'Survivor' });
    assert.equal((await call('DELETE', `${groups}/${administratorsGroupId}`)).status, 400);
    const answer = await call('DELETE', groups, { groupIDs: [group.id, everyoneGroupId] });
    assert.equal(answer.status, 400);
    assert.equal((await call('GET', `${groups}/${group.id}`)).status, 200);
  });

  it('include Everyone, whose members are implicit and cannot be edited', async () => {
    for (const list of ['directoryUserIDsToAdd', 'directoryUserIDsToRemove']) {
      assert.equal((await update(everyoneGroupId, { [list]: [member.id] })).status, 400);
    }
    assert.deepEqual((await call('GET', `${groups}/${everyoneGroupId}`)).json.members, []);
    const checked = await call('POST', `${groups}/${everyoneGroupId}/CheckMembers`, {
      memberIDs: [member.id, newId()],
    });
    assert.deepEqual(ids(checked.json), [member.id]);
  });

  it('keep an administrator who can sign in, however the last one is taken away', async () => {
    const remove = (id: string) => update(administratorsGroupId, { directoryUserIDsToRemove: [id] });
    const one = await createAccount(gatehouse, null, { isAdministrator: true });
    const two = await createAccount(gatehouse, null, { isAdministrator: true });
    const robot = await createRobot('filch');
    await gatehouse.db.deleteFrom('memberships').where('member_id', '=', 'minerva').execute();
    await update(administratorsGroupId, { directoryUserIDsToAdd: [robot] });
    const answers = await Promise.all([remove(one.id), remove(two.id)]);
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    const last = answers[0]?.status === 200 ? two : one;
    const refused = await remove(last.id);
    assert.equal(refused.status, 400);
    assert.match(refused.json.detail, /last administrator/);
    assert.equal((await remove(robot)).status, 200);
    const swapped = await update(administratorsGroupId, {
      directoryUserIDsToAdd: [member.id],
      directoryUserIDsToRemove: [last.id],
    });
    assert.deepEqual(ids(swapped.json.members), [member.id]);
  });
});
