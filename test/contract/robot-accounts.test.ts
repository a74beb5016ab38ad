import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId, everyoneGroupId } from '../../src/directory/group.ts';
import { newId, zeroUuid } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, token } from '../support/http.ts';
import { untilLater } from '../support/until.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

let bearer: string;
let groupId: string;
const gatehouse = useGatehouse(async (started) => {
  bearer = await token(started, 'PM.Group PM.RobotAccount PM.User');
  const body = { partitionGlobalId, name: 'Robots' };
  groupId = (await apiOf(started, () => bearer)('POST', '/api/Group', body)).json.id;
});
const call = apiOf(gatehouse, () => bearer);

const partitionGlobalId = world.organization.id;
const robots = `/api/RobotAccount/${partitionGlobalId}`;
const create = (body: object): Promise<Answer> => call('POST', '/api/RobotAccount', { partitionGlobalId, ...body });
const update = (id: string, body: object): Promise<Answer> =>
  call('PUT', `/api/RobotAccount/${id}`, { partitionGlobalId, ...body });
const get = (id: string): Promise<Answer> => call('GET', `${robots}/${id}`);

const audited = async (targetId: string) => {
  const rows = await gatehouse.db.selectFrom('audit_entries').selectAll().where('target_id', '=', targetId).execute();
  return rows.map(({ category, action, details }) => [`${category} ${action}`, JSON.parse(details)]);
};

describe('creating a robot account', () => {
  it('answers 201 with the robot account and where to get it', async () => {
    const id = newId();
    const answer = await create({
      id,
      name: 'invoices-bot',
      displayName: 'Invoices bot',
      groupIDsToAdd: [groupId, groupId, everyoneGroupId],
      groupIDsToRemove: [newId()],
    });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get('location'), `/identity${robots}/${id}`);
    const { creationTime, ...rest } = answer.json;
    assert.match(creationTime, /Z$/);
    assert.deepEqual(rest, {
      ...{ id, name: 'invoices-bot', displayName: 'Invoices bot', lastLoginTime: null, groupIds: [groupId] },
    });
    assert.deepEqual(Object.keys(answer.json), 'id name displayName creationTime lastLoginTime groupIds'.split(' '));
    assert.deepEqual((await get(id)).json, answer.json);
    const details = { name: 'invoices-bot', displayName: 'Invoices bot', addedGroups: [groupId] };
    assert.deepEqual(await audited(id), [['RobotAccount Create', details]]);
  });

  it('shows it by its name when it has no other, and makes an id', async () => {
    for (const [n, displayName] of [undefined, null, ''].entries()) {
      const { status, json } = await create({ id: zeroUuid, name: `plain-${n}`, displayName });
      assert.equal(status, 201);
      assert.equal(json.displayName, `plain-${n}`);
      assert.notEqual(json.id, zeroUuid);
      assert.deepEqual(json.groupIds, []);
    }
  });

  it('refuses an empty name, a name taken in any letter case, an id taken by whomever, and unknown groups', async () => {
    for (const name of ['', ' ', null, undefined]) {
      assert.deepEqual((await create({ name })).json.errors, { Name: ['The Name field is required.'] });
    }
    const { json: robot } = await create({ name: 'Straße' });
    const again = await create({ name: ' STRAẞE ' });
    assert.equal(again.status, 409);
    assert.match(again.json.detail, /already exists/);
    assert.equal((await create({ name: 'strasse' })).status, 201);
    const account = await createAccount(gatehouse, null);
    for (const id of [robot.id, account.id, world.application.id]) {
      const answer = await create({ id, name: `new-${id}` });
      assert.equal(answer.status, 409);
      assert.match(answer.json.detail, /already exists/);
    }
    const unknown = newId();
    const answer = await create({ name: 'lost', groupIDsToAdd: [groupId, unknown] });
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.json.errors, { GroupIDsToAdd: [`The group '${unknown}' was not found.`] });
    assert.equal((await create({ name: 'lost' })).status, 201);
  });

  it('lets exactly one of several with the same name win', async () => {
    const answers = await Promise.all(['same', 'SAME', 'Same'].map((name) => create({ name })));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 409, 409]);
  });
});

describe('updating a robot account', () => {
  it('changes display name and groups, never the name', async () => {
    const { json: robot } = await create({ name: 'changeable', groupIDsToAdd: [groupId] });
    const answer = await update(robot.id, {
      name: 'other',
      displayName: 'Seen otherwise',
      groupIDsToAdd: [administratorsGroupId, groupId],
      groupIDsToRemove: [groupId, newId()],
    });
    assert.equal(answer.status, 200);
    const changed = { ...robot, displayName: 'Seen otherwise', groupIds: [administratorsGroupId] };
    assert.deepEqual(answer.json, changed);
    const details = {
      name: 'changeable',
      displayName: { before: 'changeable', after: 'Seen otherwise' },
      addedGroups: [administratorsGroupId],
      removedGroups: [groupId],
    };
    assert.deepEqual((await audited(robot.id)).at(-1), ['RobotAccount Update', details]);
  });

  it('leaves what is null, absent or empty, and then leaves no trace', async () => {
    const { json: robot } = await create({ name: 'steady', displayName: 'Steady', groupIDsToAdd: [groupId] });
    for (const body of [{}, { displayName: null, groupIDsToAdd: null, groupIDsToRemove: [] }]) {
      assert.deepEqual((await update(robot.id, body)).json, robot);
    }
    assert.deepEqual((await call('PUT', `/api/RobotAccount/${robot.id}`, {})).json, robot);
    assert.equal((await audited(robot.id)).length, 1);
  });

  it('refuses unknown groups and leaving Everyone, and answers 404 for nobody', async () => {
    const { json: robot } = await create({ name: 'stubborn' });
    assert.equal((await update(robot.id, { groupIDsToAdd: [newId()] })).status, 400);
    assert.equal((await update(robot.id, { groupIDsToRemove: [everyoneGroupId] })).status, 400);
    assert.equal((await update(newId(), {})).status, 404);
    assert.deepEqual((await update('har-3107', {})).json.errors, {
      robotAccountId: ["The value 'har-3107' is not valid."],
    });
  });
});

describe('deleting robot accounts', () => {
  it('answers 204, and the account leaves its groups and frees its name', async () => {
    const { json: robot } = await create({ name: 'brief', groupIDsToAdd: [groupId] });
    const answer = await call('DELETE', `${robots}/${robot.id}`);
    assert.equal(answer.status, 204);
    assert.equal(answer.text, '');
    assert.equal((await get(robot.id)).status, 404);
    assert.equal((await call('DELETE', `${robots}/${robot.id}`)).status, 404);
    const { members } = (await call('GET', `/api/Group/${partitionGlobalId}/${groupId}`)).json;
    assert.ok(members.every((one: { identifier: string }) => one.identifier !== robot.id));
    assert.deepEqual((await audited(robot.id)).at(-1), ['RobotAccount Delete', { name: 'brief' }]);
    assert.equal((await create({ name: 'BRIEF' })).status, 201);
  });

  it('deletes several, skips unknown ones, and nothing when nothing is named', async () => {
    const made = await Promise.all(['many-1', 'many-2'].map((name) => create({ name })));
    for (const body of [undefined, {}, { robotAccountIDs: null }, { robotAccountIDs: [] }]) {
      assert.equal((await call('DELETE', robots, body)).status, 204);
    }
    for (const { json } of made) assert.equal((await get(json.id)).status, 200);
    const robotAccountIDs = [...made.map(({ json }) => json.id), newId()];
    assert.equal((await call('DELETE', robots, { robotAccountIDs })).status, 204);
    for (const { json } of made) assert.equal((await get(json.id)).status, 404);
  });
});

describe('a robot account that is the last member of Administrators', () => {
  it('is neither deleted nor taken out of it', async () => {
    const foreign = await token(gatehouse, 'PM.RobotAccount PM.User PM.Group', world.otherApplication);
    const there = apiOf(gatehouse, () => foreign);
    const list = `/api/RobotAccount/${world.otherOrganization.id}`;
    const groupIDs = [administratorsGroupId];
    const { json: robot } = await there('POST', '/api/RobotAccount', { name: 'alone', groupIDsToAdd: groupIDs });
    for (const refused of [
      await there('DELETE', `${list}/${robot.id}`),
      await there('DELETE', list, { robotAccountIDs: [robot.id] }),
      await there('PUT', `/api/RobotAccount/${robot.id}`, { groupIDsToRemove: groupIDs }),
    ]) {
      assert.equal(refused.status, 400);
      assert.match(refused.json.detail, /last administrator/);
    }
    await there('POST', '/api/RobotAccount', { name: 'company', groupIDsToAdd: groupIDs });
    assert.equal((await there('DELETE', `${list}/${robot.id}`)).status, 204);
  });
});

describe('listing robot accounts', () => {
  const list = async (query: string) => {
    const { totalCount, results } = (await call('GET', `${robots}?searchTerm=list-&${query}`)).json;
    return [totalCount, ...results.map(({ name }: { name: string }) => name)];
  };

  it('pages, sorts on every member and counts all that match', async () => {
    for (const [name, displayName] of [
      ['list-b', 'X 100%'],
      ['list-C', 'Z'],
      ['list-a', 'y'],
    ]) {
      await create({ name, displayName, groupIDsToAdd: [groupId] });
      await untilLater();
    }
    assert.deepEqual(await list(''), [3, 'list-a', 'list-b', 'list-C']);
    assert.deepEqual(await list('top=1&skip=1'), [3, 'list-b']);
    assert.deepEqual(await list('top=0'), [3]);
    assert.deepEqual(await list('skip=5'), [3]);
    assert.deepEqual(await list('sortOrder=DESC'), [3, 'list-C', 'list-b', 'list-a']);
    assert.deepEqual(await list('sortBy=DisplayName'), [3, 'list-b', 'list-a', 'list-C']);
    assert.deepEqual(await list('sortBy=CREATIONTIME&sortOrder=1'), [3, 'list-a', 'list-C', 'list-b']);
    assert.deepEqual(await list('sortBy=lastLoginTime&top=1000').then(([total]) => total), 3);
    assert.deepEqual(await list('sortBy=nonsense'), [3, 'list-a', 'list-b', 'list-C']);
    const byId = (await list('sortBy=id')).slice(1);
    assert.deepEqual(byId.toSorted(), ['list-C', 'list-a', 'list-b']);
  });

  it('searches names and display names as text, in any letter case', async () => {
    const found = async (term: string) =>
      (await call('GET', `${robots}?searchTerm=${encodeURIComponent(term)}`)).json.results.map(
        ({ name }: { name: string }) => name,
      );
    assert.deepEqual(await found('LIST-B'), ['list-b']);
    assert.deepEqual(await found('100%'), ['list-b']);
    assert.deepEqual(await found('ist_b'), []);
    assert.deepEqual(await found('x 1'), ['list-b']);
    assert.deepEqual(await found("' or 1=1 --"), []);
  });

  it('shows the groups of each', async () => {
    const { results } = (await call('GET', `${robots}?searchTerm=list-`)).json;
    assert.deepEqual(
      results.map(({ groupIds }: { groupIds: string[] }) => groupIds),
      [[groupId], [groupId], [groupId]],
    );
  });

  it('gives ten when nobody says how many, and refuses what is out of range', async () => {
    for (let n = 0; n < 9; n += 1) await create({ name: `filler-${n}` });
    assert.equal((await call('GET', robots)).json.results.length, 10);
    assert.deepEqual((await call('GET', `${robots}?top=1001`)).json.errors, {
      top: ['The field top must be between 0 and 1000.'],
    });
    assert.deepEqual((await call('GET', `${robots}?top=abc&sortOrder=x`)).json.errors, {
      top: ["The value 'abc' is not valid."],
      sortOrder: ["The value 'x' is not valid."],
    });
  });
});

describe('the rights over robot accounts', () => {
  it('are those of the scope', async () => {
    const read = await token(gatehouse, 'PM.RobotAccount.Read');
    const write = await token(gatehouse, 'PM.RobotAccount.Write');
    const reader = apiOf(gatehouse, () => read);
    const writer = apiOf(gatehouse, () => write);
    assert.equal((await reader('GET', robots)).status, 200);
    assert.equal((await reader('DELETE', robots, {})).status, 403);
    assert.equal((await writer('GET', robots)).status, 403);
    assert.equal((await writer('DELETE', robots, {})).status, 204);
  });

  it('are an administrator’s only, among people, and end at the organization', async () => {
    const person = await userToken(gatehouse, await createAccount(gatehouse, null), ['PM.RobotAccount']);
    assert.equal((await apiOf(gatehouse, () => person)('GET', robots)).status, 403);
    const foreign = await token(gatehouse, 'PM.RobotAccount', world.otherApplication);
    const stranger = apiOf(gatehouse, () => foreign);
    const { json: robot } = await create({ name: 'ours' });
    const theirs = `/api/RobotAccount/${world.otherOrganization.id}`;
    assert.equal((await stranger('GET', robots)).status, 403);
    assert.equal((await stranger('GET', `${theirs}/${robot.id}`)).status, 404);
    assert.equal((await stranger('PUT', `/api/RobotAccount/${robot.id}`, { displayName: 'x' })).status, 404);
    assert.equal((await stranger('DELETE', theirs, { robotAccountIDs: [robot.id] })).status, 204);
    assert.equal((await stranger('POST', '/api/RobotAccount', { name: 'ours', groupIDsToAdd: [groupId] })).status, 400);
    assert.equal((await stranger('POST', '/api/RobotAccount', { name: 'ours' })).status, 201);
    assert.deepEqual((await get(robot.id)).json, robot);
  });
});
