import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { hostId } from '../../src/directory/organization.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { type Gatehouse, useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { createApplication, createPersonalToken } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

// What somebody with good rights in one organization would try to get more of.

const everything = ['PM.User', 'PM.Group', 'PM.OAuthApp', 'PM.RobotAccount', 'PM.Setting', 'PM.Audit', 'PM.Partition'];
const scope = 'PM.User PM.Group PM.OAuthApp PM.RobotAccount PM.Setting PM.Audit';

let application = '';
let administrator = '';
const gatehouse = useGatehouse(async (server) => {
  application = await token(server, scope);
  const person = await createAccount(server, null, { isAdministrator: true });
  administrator = await userToken(server, person, everything);
});
const call = (as: string, method: string, path: string, body?: unknown) =>
  apiOf(gatehouse, () => as)(method, `/api${path}`, body);

const { id: own } = world.organization;
const { id: other } = world.otherOrganization;
const isMember = async ({ db }: Gatehouse, organizationId: string, memberId: string) =>
  (
    await db
      .selectFrom('memberships')
      .select('group_id')
      .where('organization_id', '=', organizationId)
      .where('member_id', '=', memberId)
      .execute()
  ).length > 0;

describe('another organization', () => {
  let stranger: Account;
  before(async () => {
    stranger = await createAccount(gatehouse, null, { organizationId: other });
  });

  it('has no accounts that could be put into a group, whoever names them', async () => {
    for (const as of [application, administrator]) {
      const change = { partitionGlobalId: own, directoryUserIDsToAdd: [stranger.id] };
      assert.equal((await call(as, 'PUT', `/Group/${administratorsGroupId}`, change)).status, 400);
      const group = { partitionGlobalId: own, name: 'Mixed', directoryUserMemberIDs: [stranger.id] };
      assert.equal((await call(as, 'POST', '/Group', group)).status, 400);
    }
    assert.equal(await isMember(gatehouse, own, stranger.id), false);
  });

  it('has no groups that an account could be put into', async () => {
    const group = '0c6b6f3a-7f0e-4b57-8d43-1d5b2f3a9c22';
    const created = { organizationId: other, id: group, name: 'Theirs', type: 'custom', createdAt: 1 } as const;
    await gatehouse.store.groups.insert(created);
    const account = await createAccount(gatehouse, null);
    for (const as of [application, administrator]) {
      assert.equal((await call(as, 'PUT', `/User/${account.id}`, { groupIDsToAdd: [group] })).status, 400);
      const user = { partitionGlobalId: own, userName: 'spy', groupIDs: [group] };
      assert.equal((await call(as, 'POST', '/User', user)).status, 400);
      const robot = { partitionGlobalId: own, name: 'spy', groupIDsToAdd: [group] };
      assert.equal((await call(as, 'POST', '/RobotAccount', robot)).status, 400);
    }
    assert.equal(await isMember(gatehouse, other, account.id), false);
  });

  it('keeps its applications, secrets and personal access tokens to itself', async () => {
    const theirs = await createApplication(gatehouse, { organizationId: other });
    const secrets = () =>
      gatehouse.db.selectFrom('application_secrets').selectAll().where('organization_id', '=', other).execute();
    const before_ = await secrets();
    const personal = await createPersonalToken(gatehouse, stranger, ['PM.User']);
    for (const as of [application, administrator]) {
      const wish = { partitionGlobalId: own, clientId: theirs.id };
      for (const operation of ['GenerateSecret', 'RotateSecret']) {
        assert.equal((await call(as, 'POST', `/ExternalClient/${operation}`, wish)).status, 404);
      }
      assert.equal((await call(as, 'PUT', `/ExternalClient/${own}/${theirs.id}`, { name: 'Mine' })).status, 404);
      assert.equal((await call(as, 'DELETE', `/ExternalClient/${own}/${theirs.id}`)).status, 404);
      for (const method of ['GET', 'DELETE']) {
        assert.equal((await call(as, method, `/ReferenceToken/${personal.id}`)).status, 404);
      }
      const value = await call(as, 'DELETE', '/ReferenceToken/Revoke', { token: personal.value });
      assert.equal(value.status, 204, 'which does not tell');
      for (const path of [`/AuditQuery/${other}`, `/ReferenceToken/partition/${other}`, `/User/users/${other}`]) {
        assert.equal((await call(as, 'GET', path)).status, 403, path);
      }
    }
    assert.deepEqual(await secrets(), before_);
    assert.ok(await gatehouse.store.personalAccessTokens.find(personal));
  });
});

describe('the host', () => {
  it('gets no users, administrators or settings from an organization', async () => {
    const insider = await createAccount(gatehouse, null);
    const { db } = gatehouse;
    const held = async () => {
      const counts = [];
      for (const table of ['users', 'memberships', 'settings', 'groups', 'applications'] as const) {
        counts.push(
          (await db.selectFrom(table).select('organization_id').where('organization_id', '=', hostId).execute()).length,
        );
      }
      return counts;
    };
    const before_ = await held();
    for (const [as, userName] of [
      [application, 'root-1'],
      [administrator, 'root-2'],
    ] as const) {
      // Zeros alone name no organization: it is the caller's own, then.
      await call(as, 'POST', '/User', { partitionGlobalId: hostId, userName, groupIDs: [administratorsGroupId] });
      await call(as, 'PUT', `/Group/${administratorsGroupId}`, {
        partitionGlobalId: hostId,
        directoryUserIDsToAdd: [insider.id],
      });
      const settings = [{ key: 'Branding.DisplayName', value: 'Mine' }];
      await call(as, 'PUT', '/Setting', { partitionGlobalId: hostId, settings });
      await call(as, 'POST', '/ExternalClient', {
        partitionGlobalId: hostId,
        name: 'Mine',
        isConfidential: true,
        scopes: [],
      });
      for (const [method, path] of [
        ['GET', '/Partition'],
        ['GET', `/Partition/${hostId}`],
        ['POST', '/Partition'],
      ] as const) {
        assert.equal((await call(as, method, path, method === 'POST' ? { name: 'Mine' } : undefined)).status, 403);
      }
    }
    assert.deepEqual(await held(), before_);
  });
});

describe('the last administrator', () => {
  let last: Account;
  /** One of the other organization, alone with an account that nobody signs in to. */
  before(async () => {
    const { db } = gatehouse;
    await db.deleteFrom('memberships').where('organization_id', '=', other).execute();
    last = await createAccount(gatehouse, null, { organizationId: other, isAdministrator: true });
    const machine = await createAccount(gatehouse, null, { organizationId: other, isAdministrator: true });
    await db.updateTable('users').set({ type: 'robot' }).where('id', '=', machine.id).execute();
  });

  it('stays by every route', async () => {
    const as = await token(gatehouse, 'PM.User PM.Group', world.otherApplication);
    const routes: readonly (readonly [string, string, unknown?])[] = [
      ['DELETE', `/User/${last.id}`],
      ['DELETE', '/User', { partitionGlobalId: other, userIds: [last.id] }],
      ['PUT', `/User/${last.id}`, { isActive: false }],
      ['PUT', `/User/${last.id}`, { groupIDsToRemove: [administratorsGroupId] }],
      ['PUT', `/Group/${administratorsGroupId}`, { partitionGlobalId: other, directoryUserIDsToRemove: [last.id] }],
      ['DELETE', `/Group/${other}/${administratorsGroupId}`],
      ['DELETE', `/Group/${other}`, { groupIDs: [administratorsGroupId] }],
    ];
    for (const [method, path, body] of routes) {
      const answer = await call(as, method, path, body);
      assert.equal(answer.status, 400, `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`);
    }
    const user = await gatehouse.store.users.find(last);
    assert.ok(user?.isActive && (await isMember(gatehouse, other, last.id)));
  });

  it('stays when two go at the same time', async () => {
    const second = await createAccount(gatehouse, null, { organizationId: other, isAdministrator: true });
    const as = await token(gatehouse, 'PM.User', world.otherApplication);
    const answers = await Promise.all([last, second].map(({ id }) => call(as, 'DELETE', `/User/${id}`)));
    assert.deepEqual(answers.map(({ status }) => status).sort(), [204, 400]);
  });
});

describe('the last administrator who has a way in', () => {
  let last: Account;
  let as = '';
  /** One with a password, in the company of one who has none and no address, and of a machine. */
  before(async () => {
    await gatehouse.db.deleteFrom('memberships').where('organization_id', '=', other).execute();
    last = await createAccount(gatehouse, 'krum-2-krum', { organizationId: other, isAdministrator: true });
    const company = await createAccount(gatehouse, null, { organizationId: other, isAdministrator: true });
    await gatehouse.db
      .updateTable('users')
      .set({ email: 'karkaroff@durmstrang.example' })
      .where('id', '=', company.id)
      .execute();
    as = await token(gatehouse, 'PM.User PM.Group PM.RobotAccount', world.otherApplication);
    const robot = { name: 'stoker', groupIDsToAdd: [administratorsGroupId] };
    assert.equal((await call(as, 'POST', '/RobotAccount', robot)).status, 201);
  });

  const leaving = (): readonly (readonly [string, string, unknown?])[] => [
    ['DELETE', `/User/${last.id}`],
    ['DELETE', '/User', { partitionGlobalId: other, userIds: [last.id] }],
    ['PUT', `/User/${last.id}`, { isActive: false }],
    ['PUT', `/User/${last.id}`, { groupIDsToRemove: [administratorsGroupId] }],
    ['PUT', `/Group/${administratorsGroupId}`, { partitionGlobalId: other, directoryUserIDsToRemove: [last.id] }],
  ];

  it('stays by every route, when the others have neither a password nor mail that could bring one', async () => {
    for (const [method, path, body] of leaving()) {
      const answer = await call(as, method, path, body);
      assert.equal(answer.status, 400, `${method} ${path} ${JSON.stringify(body)}: ${answer.text}`);
      assert.match(answer.json.detail, /last administrator/);
    }
    const user = await gatehouse.store.users.find(last);
    assert.ok(user?.isActive && (await isMember(gatehouse, other, last.id)));
  });

  it('keeps the leave to use a password, where that takes one', async () => {
    const { settings } = gatehouse.store;
    await gatehouse.db
      .updateTable('users')
      .set({ bypass_basic_auth_restriction: 1 })
      .where('id', '=', last.id)
      .execute();
    await settings.put(other, 'Auth.RestrictBasicAuthentication', 'true');
    const withdrawn = { bypassBasicAuthRestriction: false };
    assert.equal((await call(as, 'PUT', `/User/${last.id}`, withdrawn)).status, 400);
    await settings.put(other, 'Auth.RestrictBasicAuthentication', 'false');
    assert.equal((await call(as, 'PUT', `/User/${last.id}`, withdrawn)).status, 200);
  });

  it('keeps an address that can be confirmed, where it must be', async () => {
    const { settings } = gatehouse.store;
    await settings.put(other, 'Auth.RequireConfirmedEmail', 'true');
    const address = { email: 'nobody-reads@durmstrang.example' };
    assert.equal((await call(as, 'PUT', `/User/${last.id}`, address)).status, 400);
    await settings.put(other, 'Auth.RequireConfirmedEmail', 'false');
    assert.equal((await call(as, 'PUT', `/User/${last.id}`, address)).status, 200);
  });

  it('may go once a link can be sent to another, whose address then has to stay', async () => {
    const { settings, memberships } = gatehouse.store;
    await settings.put(other, 'Email.Smtp.Host', 'mail.durmstrang.example');
    assert.equal(
      (await call(as, 'PUT', `/User/${last.id}`, { isActive: false })).status,
      400,
      'there is no sender yet',
    );
    await settings.put(other, 'Email.Smtp.FromEmail', 'owl@durmstrang.example');
    assert.equal((await call(as, 'PUT', `/User/${last.id}`, { isActive: false })).status, 200);
    const invited = (await memberships.administrators(other)).find(
      ({ hasAddress, id }) => hasAddress && id !== last.id,
    );
    const cleared = await call(as, 'PUT', `/User/${invited?.id}`, { email: '' });
    assert.equal(cleared.status, 400);
    assert.match(cleared.json.detail, /last administrator/);
    const moved = { email: 'igor@durmstrang.example' };
    assert.equal((await call(as, 'PUT', `/User/${invited?.id}`, moved)).status, 200);
  });
});
