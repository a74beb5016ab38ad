import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json as readJson } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { decodeJwt } from 'jose';
import { useGatehouse } from '../support/gatehouse.ts';
import { send } from '../support/http.ts';
import { asClient, postForm } from '../support/oauth.ts';
import { world } from '../support/world.ts';

// The PowerShell module UiPathOrch as it drives the editions that have the organization in the URL: tokens at the
// host, the API below the organization, the lists of the portal with an empty body.

const { organization, application } = world;
const p = organization.id;
const identity = `/${organization.name}/identity_`;
const portal = `/${organization.name}/portal_`;
let bearer = '';
const gatehouse = useGatehouse(async (running) => {
  const scope = 'PM.User PM.Group PM.RobotAccount PM.OAuthApp PM.Setting PM.Audit';
  const form = { grant_type: 'client_credentials', ...asClient(application), scope };
  bearer = (await postForm(running, '/identity_/connect/token', form)).json.access_token;
});
const headers = () => ({
  authorization: `Bearer ${bearer}`,
  'user-agent': 'UiPathOrch/1.5.0',
  'content-type': 'application/json; charset=utf-8',
});
const call = (method: string, path: string, body?: object) =>
  send(`${gatehouse.url}${path}`, {
    method,
    headers: headers(),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** A GET with a JSON media type and an empty body. */
async function portalGet(path: string) {
  const asked = request(`${gatehouse.url}${portal}${path}`, { headers: { ...headers(), 'content-length': 0 } }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into whatever came back.
  return { status: response.statusCode, json: (await readJson(response)) as any };
}

describe('the editions with an organization in the URL', () => {
  it('learn the organization from the token', () => {
    assert.equal(decodeJwt(bearer).prt_id, p);
  });

  it('list users through the portal, page by page', async () => {
    for (const path of ['User/users/licenses', 'UserPartition/licenses']) {
      const { status, json } = await portalGet(`/api/identity/${path}?partitionGlobalId=${p}&top=1000&skip=0`);
      assert.equal(status, 200);
      const harry = json.results.find(({ userName }: { userName: string }) => userName === 'harry.potter');
      assert.equal(harry.userId, harry.id);
      assert.equal(typeof harry.type, 'number');
      assert.deepEqual([harry.userBundleCodes, harry.useExternalLicense, harry.inheritedFromGroup], [[], false, false]);
    }
  });

  it('see who may enter, and how people sign in', async () => {
    const { status, json } = await portalGet(`/api/identity/PartitionAccessPolicy/${p}`);
    assert.equal(status, 200);
    assert.equal(json[0].objectType, 'DirectoryGroup');
    const settings = await call('GET', `${identity}/api/AuthenticationSetting/getAll/${p}`);
    const [first] = Object.values(settings.json) as [{ authenticationSettingType: string | null }];
    assert.equal(first.authenticationSettingType, null);
  });

  it('read the audit of the portal', async () => {
    const { status, json } = await portalGet(`/api/auditLog/${p}?top=1000&skip=0&sortBy=CreatedOn&sortOrder=desc`);
    assert.equal(status, 200);
    const times = json.results.map(({ createdOn }: { createdOn: string }) => createdOn);
    assert.deepEqual(times, times.toSorted().toReversed());
  });

  it('make users in bulk and delete them through the portal', async () => {
    const id = randomUUID();
    const users = [{ id, userName: `${id}@x.example`, email: `${id}@x.example`, type: 'user' }];
    const made = await call('POST', `${identity}/api/User/BulkCreate`, { users, partitionGlobalId: p, groupIDs: [] });
    assert.equal(made.json.result.succeeded, true);
    const body = { partitionGlobalId: p, userIds: [id], deleteCurrentUser: false, isHostMode: false };
    assert.equal((await call('DELETE', `${portal}/api/identity/User`, body)).status, 204);
    assert.equal((await call('GET', `${identity}/api/User/${id}`)).status, 404);
  });

  it('list groups, look at each, change one and delete it', async () => {
    const id = randomUUID();
    const made = await call('POST', `${identity}/api/Group`, { partitionGlobalId: p, id, name: 'Cloud' });
    assert.equal(made.status, 201);
    const { json: groups } = await call('GET', `${identity}/api/Group/${p}?$count=false`);
    for (const group of groups) {
      const { json } = await call('GET', `${identity}/api/Group/${p}/${group.id}`);
      assert.deepEqual([json.name, json.type, json.members], [group.name, group.type, group.members]);
    }
    const change = { partitionGlobalId: p, name: 'Cloud', directoryUserIDsToAdd: [], directoryUserIDsToRemove: [] };
    assert.equal((await call('PUT', `${identity}/api/Group/${id}`, change)).status, 200);
    assert.equal((await call('DELETE', `${identity}/api/Group/${p}`, { groupIDs: [id] })).status, 204);
  });

  it('make, change and delete a robot account', async () => {
    const robot = { partitionGlobalId: p, name: 'cloud-robot', groupIDsToAdd: [], groupIDsToRemove: [] };
    const { status, json } = await call('POST', `${identity}/api/RobotAccount`, robot);
    assert.deepEqual([status, json.displayName, json.groupIds], [201, 'cloud-robot', []]);
    const change = { displayName: 'Cloud robot', groupIDsToAdd: [], groupIDsToRemove: [] };
    const changed = await call('PUT', `${identity}/api/RobotAccount/${json.id}`, change);
    assert.deepEqual([changed.json.name, changed.json.displayName], ['cloud-robot', 'Cloud robot']);
    const { status: deleted } = await call('DELETE', `${identity}/api/RobotAccount/${p}`, {
      robotAccountIDs: [json.id],
    });
    assert.equal(deleted, 204);
  });

  it('resolve twenty names at once, each with an answer of its own', async () => {
    const entityNames = ['harry.potter', ...Array.from({ length: 19 }, (_, n) => `nobody-${n}`)];
    const body = { entityNames, entityType: 'User' };
    const { json } = await call('POST', `${identity}/api/Directory/BulkResolveByName/${p}`, body);
    assert.deepEqual(Object.keys(json), entityNames);
    assert.equal(json['harry.potter'].identifier, 'har-3107');
    assert.ok(entityNames.slice(1).every((name) => json[name] === null));
  });

  it('write one preference at a time and read them back', async () => {
    const userId = world.harry.id;
    for (const [key, value] of [
      ['UserLanguage.Language', 'en'],
      ['UserTheme.Theme', 'dark-hc'],
    ]) {
      const { json } = await call('PUT', `${identity}/api/Setting`, {
        settings: [{ key, value }],
        partitionGlobalId: p,
        userId,
      });
      assert.deepEqual([json[0].key, json[0].value, json[0].userId], [key, value, userId]);
      assert.ok(Number.isInteger(json[0].id) && json[0].id < 2 ** 31);
    }
    const query = `key=UserLanguage.Language&key=UserTheme.Theme&key=Favorites&partitionGlobalId=${p}&userId=${userId}`;
    const { json: rows } = await call('GET', `${identity}/api/Setting?${query}`);
    assert.equal(rows.length, 2);
  });
});
