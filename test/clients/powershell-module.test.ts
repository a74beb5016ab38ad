import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { world } from '../support/world.ts';
import { messageOf } from './message.ts';
import { newUser, usePowerShellModule } from './powershell-module.fixture.ts';

// The PowerShell module UiPathOrch drives a self-hosted server through `/identity`, with these headers, bodies and
// query strings. It reads answers with the spelling and the types that are asserted here, and nothing else.

const p = world.organization.id;
const { gatehouse, headers, call, bulkCreate, bearer } = usePowerShellModule();

describe('finding the organization', () => {
  it('reads its id from the claim prt_id of the token', () => {
    assert.equal(decodeJwt(bearer()).prt_id, p);
  });
});

describe('lists without paging', () => {
  for (const path of [
    `/identity/api/Group/${p}?$count=false`,
    `/identity/api/ExternalClient/${p}?$count=false`,
    '/identity/api/ExternalApiResource?$count=false',
    `/identity/api/Directory/Search/${p}?$count=false&startsWith=ha`,
    `/identity/api/Setting?key=Auth.Password.RequireDigit&partitionGlobalId=${p}`,
  ]) {
    it(`finds a bare array at ${path.replace(p, '{organization}')}`, async () => {
      const { status, json: list } = await call('GET', path);
      assert.equal(status, 200);
      assert.ok(Array.isArray(list));
    });
  }
});

describe('lists with paging', () => {
  for (const path of [`/identity/api/RobotAccount/${p}`, `/identity/api/UserPartition/users/${p}`]) {
    it(`reads ${path.replace(p, '{organization}')} until a page is not full`, async () => {
      const { json: all } = await call('GET', `${path}?top=1000&skip=0`);
      const ids: string[] = [];
      for (let page = 2; page === 2; ) {
        const { json: answer } = await call('GET', `${path}?top=2&skip=${ids.length}`);
        page = answer.results.length;
        ids.push(...answer.results.map(({ id }: { id: string }) => id));
      }
      assert.deepEqual(
        ids,
        all.results.map(({ id }: { id: string }) => id),
      );
    });
  }

  it('sends an empty body with a JSON media type to the aliases of the portal', async () => {
    const url = `${gatehouse.url}/portal/api/auditLog/${p}?top=1000&skip=0&sortBy=CreatedOn&sortOrder=desc`;
    const asked = request(url, { headers: { ...headers(), 'content-length': 0 } }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    assert.equal(response.statusCode, 200);
    const { results } = (await json(response)) as { results: { auditLogDetails: string; createdOn: string }[] };
    for (const { auditLogDetails, createdOn } of results) {
      JSON.parse(auditLogDetails);
      assert.ok(Date.parse(createdOn));
    }
  });

  it('reads the audit record of the cloud form as well', async () => {
    const path = `/${world.organization.name}/portal_/api/auditLog/${p}?top=1000&skip=0&sortBy=CreatedOn&sortOrder=desc`;
    assert.equal((await call('GET', path)).status, 200);
  });
});

describe('users', () => {
  it('are created in bulk, with their ids, from a type by name, into an envelope with numbers', async () => {
    const user = newUser();
    const { status, json: answer } = await bulkCreate([user]);
    assert.equal(status, 200);
    assert.deepEqual(answer.result, { succeeded: true, errors: [] });
    const [created] = answer.users;
    assert.deepEqual([created.id, created.userName, created.type], [user.id, user.userName, 0]);
    assert.equal(typeof created.legacyId, 'number');
    assert.ok(Array.isArray(created.groupIDs));
  });

  it('need no e-mail address', async () => {
    const { email: _, ...user } = newUser();
    assert.equal((await bulkCreate([user])).json.result.succeeded, true);
  });

  it('that exist already are refused in the same envelope, with a reason that can be read', async () => {
    const user = newUser();
    await bulkCreate([user]);
    const { status, json: answer, text } = await bulkCreate([{ ...user, id: randomUUID() }]);
    assert.equal(status, 400);
    assert.equal(answer.result.succeeded, false);
    assert.deepEqual(answer.users, []);
    assert.match(messageOf(text), /Username '.*' is already taken\. Email '.*' is already taken\./);
  });

  it('are changed, and get a password', async () => {
    const user = newUser();
    await bulkCreate([user]);
    const changed = { name: 'Hedwig', surname: 'Owl', displayName: 'Hedwig', email: user.email };
    const path = `/identity/api/User/${user.id}`;
    const body = { ...changed, password: 'sn0wy-feathers', bypassBasicAuthRestriction: true };
    assert.equal((await call('PUT', path, body)).status, 200);
    const { json: read } = await call('GET', path);
    assert.deepEqual({ ...read, ...changed }, read);
  });

  it('are deleted one by one when the doubled prefix of the portal is a plain 404', async () => {
    const { id } = newUser();
    await bulkCreate([{ id, userName: `owl-${id}`, type: 'user' }]);
    const body = { partitionGlobalId: p, userIds: [id], deleteCurrentUser: false, isHostMode: false };
    assert.equal((await call('DELETE', '/identity/portal/portal_/api/identity/User', body)).status, 404);
    const { status, text } = await call('DELETE', `/identity/api/User/${id}`);
    assert.deepEqual([status, text], [204, '']);
    assert.equal((await call('GET', `/identity/api/User/${id}`)).status, 404);
  });

  it('are deleted in bulk through the portal', async () => {
    const user = newUser();
    await bulkCreate([user]);
    const body = { partitionGlobalId: p, userIds: [user.id], deleteCurrentUser: false, isHostMode: false };
    assert.equal((await call('DELETE', '/portal_/api/identity/User', body)).status, 204);
    assert.equal((await call('GET', `/identity/api/User/${user.id}`)).status, 404);
  });
});

describe('groups and robot accounts', () => {
  it('a group has the id of the client, and a number as its type', async () => {
    const id = randomUUID();
    const { status, json: group } = await call('POST', '/identity/api/Group', { partitionGlobalId: p, id, name: id });
    assert.equal(status, 201);
    assert.deepEqual([group.id, group.type, group.members], [id, 1, []]);
  });

  it('a group takes robot accounts, shows them by name, and is deleted in bulk with one id', async () => {
    const name = `robot-${randomUUID()}`;
    const { status, json: robot } = await call('POST', '/identity/api/RobotAccount', { partitionGlobalId: p, name });
    assert.equal(status, 201);
    const { json: group } = await call('POST', '/identity/api/Group', { partitionGlobalId: p, id: randomUUID(), name });
    await call('PUT', `/identity/api/Group/${group.id}`, {
      partitionGlobalId: p,
      name,
      directoryUserIDsToAdd: [robot.id],
      directoryUserIDsToRemove: [],
    });
    const { json: read } = await call('GET', `/identity/api/Group/${p}/${group.id}`);
    assert.deepEqual(
      read.members.map((member: { name: string; objectType: string }) => [member.name, member.objectType]),
      [[name, 'DirectoryRobotUser']],
    );
    assert.equal((await call('DELETE', `/identity/api/Group/${p}`, { groupIDs: [group.id] })).status, 204);
    assert.equal(
      (await call('DELETE', `/identity/api/RobotAccount/${p}`, { robotAccountIDs: [robot.id] })).status,
      204,
    );
  });

  it('a taken name is refused with a sentence that says so', async () => {
    const group = { partitionGlobalId: p, name: `twice-${randomUUID()}` };
    await call('POST', '/identity/api/Group', group);
    const { status, json: answer, text } = await call('POST', '/identity/api/Group', group);
    assert.equal(status, 409);
    assert.match(answer.detail, /already exists/);
    assert.notEqual(messageOf(text), '');
  });
});

describe('external applications', () => {
  it('are created, found by name in the directory, put into a group, and deleted', async () => {
    const name = `Post ${randomUUID()}`;
    const scopes = [{ name: 'PM.User.Read', type: 2 }];
    const command = { partitionGlobalId: p, name, isConfidential: true, redirectUri: '', scopes };
    const { status, json: created } = await call('POST', '/identity/api/ExternalClient', command);
    assert.equal(status, 201);
    assert.equal(typeof created.secret, 'string');
    assert.equal(typeof created.resources[0].scopes[0].type, 'number');
    const { json: found } = await call('POST', `/identity/api/Directory/BulkResolveByName/${p}`, {
      entityNames: [name, 'nobody'],
      entityType: 'application',
    });
    assert.deepEqual(Object.keys(found).sort(), [name, 'nobody'].sort());
    assert.equal(found.nobody, null);
    const { json: group } = await call('POST', '/identity/api/Group', {
      partitionGlobalId: p,
      id: randomUUID(),
      name,
      directoryUserMemberIDs: [found[name].identifier],
    });
    assert.equal(group.members[0].objectType, 'DirectoryApplication');
    assert.equal((await call('DELETE', `/identity/api/ExternalClient/${p}/${created.id}`)).status, 204);
  });
});
