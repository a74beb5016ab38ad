import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { everyoneGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { userTypes } from '../../src/directory/user-type.ts';
import { world } from '../support/world.ts';
import { type Json, useWire } from './wire.fixture.ts';

// What stands on the wire: the members of every answer in their order, and enumerations in every form.

const p = world.organization.id;
const { made, call, got } = useWire();

describe('a moment', () => {
  it('ends in Z', async () => {
    assert.match((await got(`/api/User/${made.user}`)).creationTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,7})?Z$/);
  });
});

describe('an id', () => {
  const bare = made.group.replaceAll('-', '');
  for (const spelling of [made.group, made.group.toUpperCase(), bare, `{${made.group}}`, `(${made.group})`]) {
    it(`may be spelled ${spelling.replace(/[0-9a-f]{8,}/i, '…')} in a path and in a body, and is answered lower-case with hyphens`, async () => {
      assert.equal((await got(`/api/Group/${p}/${encodeURIComponent(spelling)}`)).id, made.group);
      const body = { partitionGlobalId: p, directoryUserIDsToAdd: [], groupIDs: [spelling] };
      const { json } = await call('POST', `/api/Group/BulkLoadByIds/${p}`, body);
      assert.deepEqual(
        json.map(({ id }: { id: string }) => id),
        [made.group],
      );
    });
  }

  it('made by the server is a random uuid of version 4', async () => {
    const { json } = await call('POST', '/api/Group', { partitionGlobalId: p, name: randomUUID() });
    assert.match(json.id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('of the client is honoured wherever something is made', async () => {
    const ids = [newId(), newId(), newId(), newId()] as const;
    const base = { partitionGlobalId: p };
    await call('POST', '/api/User', { ...base, id: ids[0].toUpperCase(), userName: ids[0] });
    await call('POST', '/api/User/BulkCreate', { ...base, users: [{ id: ids[1], userName: ids[1] }] });
    assert.equal((await call('POST', '/api/Group', { ...base, id: ids[2], name: ids[2] })).json.id, ids[2]);
    assert.equal((await call('POST', '/api/RobotAccount', { ...base, id: ids[3], name: ids[3] })).json.id, ids[3]);
    for (const id of ids.slice(0, 2)) assert.equal((await got(`/api/User/${id}`)).id, id);
  });
});

describe('an enumeration', () => {
  const created = async (type: unknown) => {
    const id = newId();
    const { status, text } = await call('POST', '/api/User', { partitionGlobalId: p, id, userName: id, type });
    assert.equal(status, 200, text);
    return (await got(`/api/User/${id}`)).type;
  };

  for (const [number, name] of userTypes.entries()) {
    it(`says ${number} for the user type ${name}, and takes it as number, digits or name in any letter case`, async () => {
      for (const type of [number, String(number), name, name.toUpperCase(), name.toLowerCase()]) {
        assert.equal(await created(type), number, JSON.stringify(type));
      }
    });
  }

  it('is taken in any form by the directory as well', async () => {
    for (const entityType of [1, '1', 'group', 'Group', 'GROUP']) {
      const { json } = await call('POST', `/api/Directory/BulkResolveByName/${p}`, {
        entityNames: ['wire'],
        entityType,
      });
      assert.equal(json.wire?.identifier, made.group, JSON.stringify(entityType));
    }
  });

  for (const [path, body, key, text] of [
    [
      '/api/User',
      '{"userName":"a","type":"admin"}',
      'type',
      `Error converting value "admin" to type 'UiPath.IdentityServer.Contracts.UserType'. Path 'type', line 1, position 30.`,
    ],
    [
      `/api/Directory/BulkResolveByName/${p}`,
      '{"entityNames":["n"],"entityType":"robot"}',
      'entityType',
      `Error converting value "robot" to type 'UiPath.IdentityServer.Directory.Abstractions.DataContracts.DirectoryEntityType'. Path 'entityType', line 1, position 41.`,
    ],
  ] as const) {
    it(`is refused when it is none: ${text.slice(0, 90)}…`, async () => {
      const { status, json } = await call('POST', path, body);
      assert.deepEqual([status, json.errors], [400, { [key]: [text] }]);
    });
  }

  it('says 0 for built-in groups and 1 for others', async () => {
    assert.equal((await got(`/api/Group/${p}/${everyoneGroupId}`)).type, 0);
    assert.equal((await got(`/api/Group/${p}/${made.group}`)).type, 1);
  });

  it('numbers the finds of the directory: 0 users and robot accounts, 1 groups, 2 applications', async () => {
    const found = await got(`/api/Directory/Search/${p}?startsWith=wire`);
    assert.deepEqual(
      found.map(({ type, objectType, source }: Json) => [type, objectType, source]),
      [
        [0, 'DirectoryUser', 'local'],
        [1, 'LocalGroup', 'local'],
        [0, 'DirectoryRobotUser', 'local'],
        [2, 'Application', 'local'],
      ],
    );
  });
});
