import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { everyoneGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { inPerson, userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

let bearer: string;
let all: string;
let robotId: string;
const gatehouse = useGatehouse(async (started) => {
  bearer = await token(started, 'PM.Directory.Read');
  all = await token(started, 'PM.RobotAccount PM.User');
  const body = { partitionGlobalId, name: 'harvester' };
  robotId = (await apiOf(started, () => all)('POST', '/api/RobotAccount', body)).json.id;
  await createApplication(started, { isConfidential: false });
});
/** As an application that may look into the directory. */
const call = apiOf(gatehouse, () => bearer);

const partitionGlobalId = world.organization.id;
const at = (operation: string) => `/api/Directory/${operation}/${partitionGlobalId}`;
const resolveNames = (entityType: unknown, ...entityNames: unknown[]): Promise<Answer> =>
  call('POST', at('BulkResolveByName'), { entityNames, entityType });
const search = async (query: string): Promise<[string, string][]> => {
  const found = (await call('GET', `${at('Search')}?$count=false&${query}`)).json;
  return found.map((one: { objectType: string; identityName: string }) => [one.objectType, one.identityName]);
};

describe('the search', () => {
  it('finds what begins so in any letter case, each kind with its number', async () => {
    const answer = await call('GET', `${at('Search')}?startsWith=HAR`);
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, [
      {
        ...{ source: 'local', identifier: world.harry.id, identityName: 'harry.potter', displayName: 'Harry Potter' },
        ...{ email: 'harry@hogwarts.example', domain: null, type: 0, objectType: 'DirectoryUser' },
      },
      {
        ...{ source: 'local', identifier: robotId, identityName: 'harvester', displayName: 'harvester' },
        ...{ email: null, domain: null, type: 0, objectType: 'DirectoryRobotUser' },
      },
    ]);
    assert.deepEqual(await search('startsWith=owl'), [['Application', 'Owl Post']]);
    assert.deepEqual(await search('startsWith=pre'), [['LocalGroup', 'Prefects']]);
  });

  it('finds people by their e-mail address as well, once', async () => {
    assert.deepEqual(await search('startsWith=hermione@'), [['DirectoryUser', 'hermione.granger']]);
    assert.deepEqual(await search('startsWith=hermione'), [['DirectoryUser', 'hermione.granger']]);
    assert.deepEqual(await search('startsWith=%25'), []);
  });

  it('finds people and robot accounts by their display names as well, after those who are called so', async () => {
    const power = apiOf(gatehouse, () => all);
    const name = 'zeta';
    const body = { partitionGlobalId, name, displayName: 'Griphook of Gringotts' };
    assert.equal((await power('POST', '/api/RobotAccount', body)).status, 201);
    assert.equal((await power('PUT', '/api/User/gryff-01', { displayName: 'Griphook the Clever' })).status, 200);
    const wanted = [
      ['DirectoryUser', 'hermione.granger'],
      ['DirectoryRobotUser', name],
    ];
    assert.deepEqual(await search('startsWith=griphook'), wanted);
    assert.deepEqual(await search('startsWith=GRIPHOOK%20t'), wanted.slice(0, 1));
    await power('PUT', '/api/User/gryff-01', { displayName: 'Hermione Granger' });
  });

  it('finds one kind of entity, in which robot accounts are users', async () => {
    const users = [
      ['DirectoryUser', 'harry.potter'],
      ['DirectoryRobotUser', 'harvester'],
    ];
    for (const type of ['user', 'User', 'USER'])
      assert.deepEqual(await search(`startsWith=har&entityType=${type}`), users);
    assert.deepEqual(await search('startsWith=pre&entityType=group'), [['LocalGroup', 'Prefects']]);
    assert.deepEqual(await search('startsWith=owl&entityType=application'), [['Application', 'Owl Post']]);
    assert.deepEqual(await search('startsWith=har&entityType=group'), []);
    assert.deepEqual(await search('startsWith=har&entityType='), await search('startsWith=har'));
    assert.deepEqual(await search('startsWith=har&entityType=user&scope=anything'), users);
  });

  it('takes a kind or sources, not both', async () => {
    const refused = async (query: string) => {
      const { status, json } = await call('GET', `${at('Search')}?startsWith=h&${query}`);
      return [status, Object.keys(json.errors)];
    };
    assert.deepEqual(await refused('entityType=user&sourceFilter=localUsers'), [400, ['entityType']]);
    assert.deepEqual(await refused('entityType=robot'), [400, ['entityType']]);
  });

  it('looks only where it is told', async () => {
    assert.deepEqual(await search('startsWith=har&sourceFilter=robotAccounts'), [['DirectoryRobotUser', 'harvester']]);
    const both = await search('startsWith=har&sourceFilter=LocalUsers&sourceFilter=robotAccounts');
    assert.deepEqual(both.length, 2);
    assert.deepEqual(await search('startsWith=har&sourceFilter=directoryUsers&sourceFilter=directoryGroups'), []);
    assert.deepEqual(await search('startsWith=har&sourceFilter=0&sourceFilter=4'), both);
    assert.deepEqual(await search('startsWith=har&sourceFilter='), await search('startsWith=har'));
    const answer = await call('GET', `${at('Search')}?startsWith=h&sourceFilter=moon`);
    assert.deepEqual(answer.json.errors, { sourceFilter: ["The value 'moon' is not valid."] });
  });

  it('answers everything to an empty beginning', async () => {
    const kinds = new Set((await search('')).map(([, kind]) => kind));
    assert.ok(kinds.size >= 3, [...kinds].join());
  });
});

describe('the rest of the directory', () => {
  it('has one scope, its own', async () => {
    assert.deepEqual((await call('GET', at('Scopes'))).json, [{ name: 'local', isDefault: true }]);
  });

  it('tells which of several groups an account is in', async () => {
    const { json: prefects } = await resolveNames('group', 'Prefects', 'Quidditch Team');
    const groupIds = [prefects.Prefects.identifier, prefects['Quidditch Team'].identifier, everyoneGroupId, newId()];
    const { json } = await call('POST', at('GroupMembership'), { userId: world.harry.id, groupIds });
    const shared = { objectType: 'DirectoryGroup', externalId: null, source: 'local' };
    assert.deepEqual(json, [
      { ...shared, identifier: groupIds[1], name: 'Quidditch Team', email: null, displayName: 'Quidditch Team' },
      { ...shared, identifier: everyoneGroupId, name: 'Everyone', email: null, displayName: 'Everyone' },
    ]);
    assert.equal((await call('POST', at('GroupMembership'), { userId: newId(), groupIds })).status, 404);
  });

  it('lets in everybody of the organization by its access policy, under both paths', async () => {
    const policy = [
      {
        ...{ objectType: 'DirectoryGroup', externalId: null, source: 'local', identifier: everyoneGroupId },
        ...{ name: 'Everyone', email: null, displayName: 'Everyone' },
      },
    ];
    assert.deepEqual((await call('GET', `/api/PartitionAccessPolicy/${partitionGlobalId}`)).json, policy);
    const portal = `/api/identity/PartitionAccessPolicy/${partitionGlobalId}`;
    assert.deepEqual((await call('GET', portal, undefined, '/portal_')).json, policy);
  });

  it('is closed to other organizations and to whoever has no token', async () => {
    const foreign = await token(gatehouse, 'PM.User', world.otherApplication);
    const stranger = apiOf(gatehouse, () => foreign);
    const nobody = apiOf(gatehouse, () => 'nothing');
    for (const [method, path, body] of [
      ['GET', at('Search')],
      ['GET', at('Scopes')],
      ['POST', at('BulkResolveByName'), {}],
      ['POST', at('Resolve'), {}],
      ['POST', at('GroupMembership'), {}],
      ['GET', `/api/PartitionAccessPolicy/${partitionGlobalId}`],
    ] as const) {
      assert.equal((await stranger(method, path, body)).status, 403, path);
      assert.equal((await nobody(method, path, body)).status, 401, path);
    }
  });
});

describe('who may look into the directory', () => {
  const harry = { entityId: world.harry.id, entityType: 'User' };
  const as = (bearer: string) => apiOf(gatehouse, () => bearer);
  const statuses = async (bearer: string) => {
    const ask = as(bearer);
    return {
      search: (await ask('GET', `${at('Search')}?startsWith=harry`)).status,
      scopes: (await ask('GET', at('Scopes'))).status,
      names: (await ask('POST', at('BulkResolveByName'), { entityNames: ['harry.potter'], entityType: 'user' })).status,
      name: (await ask('POST', at('ResolveByName'), { entityName: 'harry.potter', entityType: 'user' })).status,
      ids: (await ask('POST', at('BulkResolve'), { entityIds: [world.harry.id], entityType: 'user' })).status,
      id: (await ask('POST', at('Resolve'), harry)).status,
      membership: (await ask('POST', at('GroupMembership'), { userId: world.harry.id, groupIds: [] })).status,
    };
  };
  const everything = { search: 200, scopes: 200, names: 200, name: 200, ids: 200, id: 200, membership: 200 };
  const nothing = { search: 403, scopes: 403, names: 403, name: 403, ids: 403, id: 403, membership: 403 };

  it('is an application that reads accounts, and an administrator with such a token or in person', async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    for (const bearer of [
      ...[
        'PM.Directory',
        'PM.Directory.Read',
        'PM.User.Read',
        'PM.Group',
        'PM.RobotAccount.Read',
        'PM.OAuthApp.Read',
      ].map((scope) => token(gatehouse, scope)),
      userToken(gatehouse, administrator, ['PM.Directory.Read']),
      userToken(gatehouse, administrator, inPerson),
    ]) {
      assert.deepEqual(await statuses(await bearer), everything);
    }
  });

  it('is nobody whose token was granted something else; names are resolved for every scope of this API', async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    for (const scope of ['PM.Audit', 'PM.User.Write', 'PM.License.Read']) {
      for (const bearer of [token(gatehouse, scope), userToken(gatehouse, administrator, [scope])]) {
        assert.deepEqual(await statuses(await bearer), { ...nothing, names: 200 });
      }
    }
    const product = await userToken(gatehouse, administrator, ['openid', 'OR.Execution']);
    assert.deepEqual(await statuses(product), nothing);
    const refused = await as(product)('GET', `${at('Search')}?startsWith=h`);
    assert.match(refused.json.errorMessage, /Expect to have 'PM\.Directory' or 'PM\.Directory\.Read'\./);
  });

  it('is a person without office who knows an id, or asks for the own groups', async () => {
    const person = await createAccount(gatehouse, null);
    for (const scopes of [inPerson, ['PM.User.Read']]) {
      const bearer = await userToken(gatehouse, person, scopes);
      assert.deepEqual(await statuses(bearer), { ...nothing, ids: 200, id: 200 });
      const body = { userId: person.id.toUpperCase(), groupIds: [everyoneGroupId] };
      const { json } = await as(bearer)('POST', at('GroupMembership'), body);
      assert.deepEqual(
        json.map(({ name }: { readonly name: string }) => name),
        ['Everyone'],
      );
    }
  });

  it('sees addresses, attributes and times only as an administrator or application that reads people', async () => {
    const person = await createAccount(gatehouse, null);
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const shown = async (bearer: string) => (await as(bearer)('POST', at('Resolve'), harry)).json;
    for (const bearer of [
      await token(gatehouse, 'PM.User.Read'),
      await userToken(gatehouse, administrator, ['PM.Directory']),
      await userToken(gatehouse, administrator, inPerson),
    ]) {
      const { email, creationTime, displayName } = await shown(bearer);
      assert.deepEqual([email, typeof creationTime, displayName], ['harry@hogwarts.example', 'string', 'Harry Potter']);
    }
    for (const bearer of [
      await token(gatehouse, 'PM.Group'),
      await userToken(gatehouse, administrator, ['PM.OAuthApp']),
      await userToken(gatehouse, person, inPerson),
    ]) {
      const entity = await shown(bearer);
      assert.deepEqual(
        [entity.email, entity.extensionUserAttributes, entity.displayName],
        [null, null, 'Harry Potter'],
      );
      assert.ok(!('creationTime' in entity));
    }
  });

  it('sees no more of the members of a group', async () => {
    const { json: made } = await as(await token(gatehouse, 'PM.Group'))('POST', '/api/Group', {
      ...{ partitionGlobalId: world.organization.id, name: 'Seekers' },
    });
    const writer = as(await token(gatehouse, 'PM.User'));
    await writer('PUT', `/api/User/${world.harry.id}`, { groupIDsToAdd: [made.id] });
    const group = `/api/Group/${world.organization.id}`;
    const emails = async (scope: string) => {
      const ask = as(await token(gatehouse, scope));
      const { json: one } = await ask('GET', `${group}/${made.id}`);
      const { json: all } = await ask('GET', group);
      const { json: page } = await ask('GET', `${group}/${made.id}/Members`);
      const { json: among } = await ask('POST', `${group}/${made.id}/CheckMembers`, { memberIDs: [world.harry.id] });
      const same = all.find(({ id }: { id: string }) => id === made.id);
      return [one.members, same.members, page.results, among].map(([member]) => member.email);
    };
    assert.deepEqual(await emails('PM.Group.Read'), [null, null, null, null]);
    const address = 'harry@hogwarts.example';
    assert.deepEqual(await emails('PM.Group.Read PM.User.Read'), [address, address, address, address]);
  });

  it('finds nobody by an address that is not shown', async () => {
    for (const [scope, found] of [
      ['PM.Group', false],
      ['PM.User', true],
    ] as const) {
      const ask = as(await token(gatehouse, scope));
      const { json } = await ask('GET', `${at('Search')}?startsWith=hermione@`);
      assert.equal(json.length > 0, found);
      const entityNames = ['hermione@hogwarts.example'];
      const byName = await ask('POST', at('BulkResolveByName'), { entityNames, entityType: 'user' });
      assert.equal(byName.json['hermione@hogwarts.example'] !== null, found);
    }
  });
});
