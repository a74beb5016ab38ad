import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId, everyoneGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { world } from '../support/world.ts';

let bearer: string;
let all: string;
let publicId: string;
const gatehouse = useGatehouse(async (started) => {
  bearer = await token(started, 'PM.Directory.Read');
  all = await token(started, 'PM.RobotAccount PM.User');
  const body = { partitionGlobalId, name: 'harvester' };
  await apiOf(started, () => all)('POST', '/api/RobotAccount', body);
  publicId = (await createApplication(started, { isConfidential: false })).id;
});
/** As an application that may look into the directory. */
const call = apiOf(gatehouse, () => bearer);

const partitionGlobalId = world.organization.id;
const at = (operation: string) => `/api/Directory/${operation}/${partitionGlobalId}`;
const resolveNames = (entityType: unknown, ...entityNames: unknown[]): Promise<Answer> =>
  call('POST', at('BulkResolveByName'), { entityNames, entityType });

describe('resolving names', () => {
  it('answers an object with a member for every name exactly as it was given, null where nobody has it', async () => {
    const names = ['HARRY.potter', 'Hermione@Hogwarts.EXAMPLE', 'nobody', '__proto__', '7', "' or ''='"];
    const answer = await resolveNames('user', ...names, 'nobody', null);
    assert.equal(answer.status, 200);
    assert.deepEqual(new Set(Object.keys(answer.json)), new Set(names));
    assert.deepEqual(answer.json['HARRY.potter'].identifier, world.harry.id);
    assert.equal(Object.keys(answer.json['HARRY.potter'])[0], 'objectType');
    assert.equal(answer.json['Hermione@Hogwarts.EXAMPLE'].identifier, 'gryff-01');
    for (const name of names.slice(2)) assert.equal(Object.getOwnPropertyDescriptor(answer.json, name)?.value, null);
  });

  it('takes group names as they are spelled', async () => {
    const { json } = await resolveNames('Group', 'Prefects', 'prefects', 'Everyone');
    assert.equal(json.Prefects.objectType, 'DirectoryGroup');
    assert.equal(json.prefects, null);
    assert.equal(json.Everyone.identifier, everyoneGroupId);
  });

  it('knows confidential applications, by the same id as their client id, and no others', async () => {
    const { json } = await resolveNames('APPLICATION', 'Owl Post', 'Prefects', 'Raven Post');
    assert.deepEqual(json, {
      'Owl Post': {
        ...{ objectType: 'DirectoryApplication', source: 'local', identifier: world.application.id },
        ...{ name: 'Owl Post', email: null, displayName: 'Owl Post', applicationId: world.application.id },
      },
      Prefects: null,
      'Raven Post': null,
    });
  });

  it('refuses the entity type robot with the reader’s message', async () => {
    const body = '{"entityNames":["n"],"entityType":"robot"}';
    const answer = await call('POST', at('BulkResolveByName'), body);
    assert.equal(answer.status, 400);
    const type = 'UiPath.IdentityServer.Directory.Abstractions.DataContracts.DirectoryEntityType';
    assert.deepEqual(answer.json.errors, {
      entityType: [`Error converting value "robot" to type '${type}'. Path 'entityType', line 1, position 41.`],
    });
  });

  it('takes twenty names and refuses more, as the directory service does', async () => {
    const names = Array.from({ length: 21 }, (_, n) => `n${n}`);
    assert.equal((await resolveNames('user', ...names.slice(1))).status, 200);
    const answer = await resolveNames('user', ...names);
    assert.equal(answer.status, 400);
    assert.deepEqual(answer.json, {
      StatusCode: 400,
      StatusDescription: 'BadRequest',
      Message: "entityNames size is larger that maximum supported value of 20 (Parameter 'entityNames')",
    });
  });

  it('finds nothing of a type that does not exist, and nothing without names', async () => {
    assert.deepEqual((await resolveNames(7, 'harry.potter')).json, { 'harry.potter': null });
    assert.deepEqual((await resolveNames(0, 'harry.potter')).json['harry.potter'].name, 'harry.potter');
    assert.deepEqual((await call('POST', at('BulkResolveByName'), { entityNames: null })).json, {});
  });

  it('resolves a single name, or answers 404', async () => {
    const resolve = (entityName: string) => call('POST', at('ResolveByName'), { entityName, entityType: 'User' });
    assert.equal((await resolve('harry.potter')).json.displayName, 'Harry Potter');
    const answer = await resolve('voldemort');
    assert.equal(answer.status, 404);
    assert.deepEqual(answer.json, {
      StatusCode: 404,
      StatusDescription: 'NotFound',
      Message: 'Cannot resolve users=[voldemort] in CIS',
    });
  });

  it('does not see into other organizations, nor those who were deleted', async () => {
    assert.deepEqual((await resolveNames('user', 'viktor.krum')).json, { 'viktor.krum': null });
    const gone = await createAccount(gatehouse, null);
    await gatehouse.db.updateTable('users').set({ deleted_at: Date.now() }).where('id', '=', gone.id).execute();
    assert.deepEqual((await resolveNames('user', `user-${gone.id}`)).json, { [`user-${gone.id}`]: null });
  });
});

describe('resolving ids', () => {
  it('answers one member object, or 404', async () => {
    const resolve = (entityId: unknown, entityType: string) => call('POST', at('Resolve'), { entityId, entityType });
    const { json } = await resolve(world.harry.id, 'User');
    assert.equal(json.displayName, 'Harry Potter');
    assert.deepEqual([json.firstName, json.lastName, json.email], ['Harry', 'Potter', 'harry@hogwarts.example']);
    assert.equal(json.isActive, true);
    assert.equal((await resolve(administratorsGroupId.toUpperCase(), 'group')).json.name, 'Administrators');
    assert.equal((await resolve(world.application.id, 'application')).json.name, 'Owl Post');
    for (const unknown of [newId(), publicId, null, world.otherOrganization.userId]) {
      assert.equal((await resolve(unknown, 'application')).status, 404);
      assert.equal((await resolve(unknown, 'user')).status, 404);
    }
  });

  it('answers several under the ids as they were given', async () => {
    const unknown = newId();
    const entityIds = [world.harry.id, unknown, null];
    const { json } = await call('POST', at('BulkResolve'), { entityIds, entityType: 'user' });
    assert.deepEqual(Object.keys(json), [world.harry.id, unknown]);
    assert.equal(json[world.harry.id].name, 'harry.potter');
    assert.equal(json[unknown], null);
  });

  it('takes a type for each id, at the same place', async () => {
    const entityIds = [everyoneGroupId, world.harry.id, world.application.id.toUpperCase(), world.harry.id];
    const entityTypes = ['group', 'USER', 2, 'Group'];
    const { json } = await call('POST', at('BulkResolve'), { entityIds, entityTypes });
    assert.deepEqual(Object.keys(json), entityIds.slice(0, 3));
    assert.deepEqual(
      Object.values(json).map((entity) => (entity as { readonly name: string }).name),
      ['Everyone', 'harry.potter', 'Owl Post'],
    );
  });

  it('refuses ids and types that do not belong to each other, and more than a thousand ids', async () => {
    for (const [body, message] of [
      [{ entityIds: [world.harry.id], entityTypes: [] }, /entityTypes/],
      [{ entityIds: [], entityTypes: ['User'] }, /entityTypes/],
      [{ entityIds: [world.harry.id] }, /entityTypes/],
      [{ entityIds: Array.from({ length: 1001 }, String), entityType: 'User' }, /1000/],
    ] as const) {
      const { status, json } = await call('POST', at('BulkResolve'), body);
      assert.equal(status, 400);
      assert.deepEqual([json.StatusCode, json.StatusDescription], [400, 'BadRequest']);
      assert.match(json.Message, message);
    }
    const most = Array.from({ length: 1000 }, String);
    assert.equal((await call('POST', at('BulkResolve'), { entityIds: most, entityType: 'User' })).status, 200);
  });

  it('tells of a person who may not sign in', async () => {
    const person = await createAccount(gatehouse, null);
    await apiOf(gatehouse, () => all)('PUT', `/api/User/${person.id}`, { isActive: false });
    const body = { entityId: person.id, entityType: 'User' };
    assert.equal((await call('POST', at('Resolve'), body)).json.isActive, false);
  });
});
