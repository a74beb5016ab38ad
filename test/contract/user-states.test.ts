import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { newId } from '../../src/directory/identifier.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import { newUser, noPassword } from '../../src/directory/user.fixture.ts';
import { provisionOrganization } from '../../src/provisioning/provision.ts';
import { createAccount } from '../support/accounts.ts';
import { auditOf } from '../support/audit.ts';
import { giveFactor } from '../support/factors.ts';
import { token } from '../support/http.ts';
import { lock } from '../support/lock.ts';
import { createVisitor } from '../support/visitor.ts';
import { world } from '../support/world.ts';
import { base, name, useUsers } from './users.fixture.ts';

// The list of users, narrowed to those who need attention or are in a group, and what is done with many of them.

const { gatehouse, call, list, made } = useUsers();
const p = world.organization.id;
const namesOf = async (query: string) =>
  (await list(`top=1000&${query}`)).json.results.map(({ userName }: { userName: string }) => userName);

describe('a list of users that is narrowed to a state', () => {
  const people: Record<string, string> = {};
  const term = 'state-';
  before(async () => {
    for (const who of ['active', 'inactive', 'invited', 'locked', 'guarded']) {
      const { id } = await createAccount(gatehouse, who === 'invited' ? null : 'al0h0m0ra-account', {
        id: `${term}${who}-${newId()}`,
      });
      people[who] = `user-${id}`;
      if (who === 'inactive') await call('PUT', `/api/User/${id}`, { isActive: false });
      if (who === 'guarded') await giveFactor(gatehouse, { organizationId: p, id });
      if (who === 'inactive') await giveFactor(gatehouse, { organizationId: p, id });
      if (who === 'invited') await giveFactor(gatehouse, { organizationId: p, id }, 'recoveryCodes');
      if (who === 'active') await giveFactor(gatehouse, { organizationId: p, id }, 'emailCode');
      if (who === 'locked') await lock(gatehouse, { organizationId: p, id });
    }
    const visitor = createVisitor(() => gatehouse.url);
    const credentials = { userName: people.active ?? '', password: 'al0h0m0ra-account' };
    await visitor.submit('/Hogwarts/identity/web/login', credentials);
  });

  const expectations: readonly (readonly [state: string, expected: readonly string[]])[] = [
    ['active', ['active', 'guarded', 'invited', 'locked']],
    ['inactive', ['inactive']],
    ['locked', ['locked']],
    ['invited', ['invited']],
    ['neverSignedIn', ['guarded', 'inactive', 'invited', 'locked']],
    ['withoutSecondFactor', ['active', 'invited', 'locked']],
  ];
  for (const [state, expected] of expectations) {
    it(`has those who are ${state}, with their number, and nobody else`, async () => {
      const { json } = await list(`searchTerm=${term}&state=${state}`);
      const names = json.results.map(({ userName }: { userName: string }) => userName);
      assert.deepEqual([json.totalCount, names], [expected.length, expected.map((who) => people[who]).sort()]);
      const everywhere = await namesOf(`state=${state}`);
      for (const [who, userName] of Object.entries(people)) {
        assert.equal(everywhere.includes(userName), expected.includes(who), who);
      }
    });
  }

  it('takes the state in any letter case, sorts and pages as ever, and refuses other words', async () => {
    const descending = await namesOf(`searchTerm=${term}&state=ACTIVE&sortBy=userName&sortOrder=desc`);
    assert.deepEqual(descending, [people.active, people.guarded, people.invited, people.locked].sort().reverse());
    const second = await namesOf(`searchTerm=${term}&state=active&skip=1&top=1`);
    assert.deepEqual(second, descending.toReversed().slice(1));
    assert.deepEqual((await list('state=asleep')).json.errors, { state: ["The value 'asleep' is not valid."] });
    assert.deepEqual((await list('groupId=x')).json.errors, { groupId: ["The value 'x' is not valid."] });
  });

  it('is counted no further than a caller wants to know, and has all its pages all the same', async () => {
    const counts = async (query: string) => {
      const { json } = await list(`searchTerm=${term}&state=active&sortBy=userName&${query}`);
      return [json.totalCount, json.results.length];
    };
    assert.deepEqual(await counts('countUpTo=2&top=10'), [3, 4]);
    assert.deepEqual(await counts('countUpTo=4&top=10'), [4, 4]);
    assert.deepEqual(await counts('countUpTo=0&top=0'), [1, 0]);
    assert.deepEqual(await counts('countUpTo=1&skip=3'), [2, 1]);
    assert.deepEqual(await counts('countUpTo=1&skip=4'), [2, 0]);
    assert.equal((await list('countUpTo=-1')).status, 400);
  });

  it('has the members of a group, of whom some can be picked by a state as well', async () => {
    const { json: group } = await call('POST', '/api/Group', { ...base, name: name() });
    const [one, other] = [await made(), await made()];
    await call('PUT', `/api/Group/${group.id}`, { ...base, directoryUserIDsToAdd: [one.id, other.id] });
    await call('PUT', `/api/User/${other.id}`, { isActive: false });
    assert.deepEqual(await namesOf(`groupId=${group.id}`), [one.userName, other.userName].sort());
    assert.deepEqual(await namesOf(`groupId=${group.id}&state=inactive`), [other.userName]);
    await giveFactor(gatehouse, { organizationId: p, id: one.id });
    assert.deepEqual(await namesOf(`groupId=${group.id}&state=withoutSecondFactor`), []);
    assert.deepEqual(await namesOf(`groupId=${group.id}&state=locked`), []);
    await lock(gatehouse, { organizationId: p, id: one.id });
    assert.deepEqual(await namesOf(`groupId=${group.id}&state=locked`), [one.userName]);
    assert.deepEqual(await namesOf(`groupId=${newId()}`), []);
    const everyone = 'ce684f6f-5af3-4e43-8516-1adad6e98fc9';
    assert.equal((await list(`groupId=${everyone}`)).json.totalCount, (await list('')).json.totalCount);
  });

  it('can be downloaded, which is recorded', async () => {
    const answer = await call('GET', `/api/User/users/${p}/download?searchTerm=${term}&state=inactive`);
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
    const [header, row, end] = answer.text.split('\r\n');
    assert.match(header ?? '', /^id,userName,email,name,surname,displayName,isActive,/);
    assert.ok(row?.includes(`,${people.inactive},`) && row.includes(',false,'));
    assert.equal(end, '');
    const [entry] = (await auditOf(gatehouse, 'User')).filter(({ action }) => action === 'Export');
    assert.deepEqual(entry?.details, { searchTerm: term, state: 'inactive', groupId: null });
  });

  it('are not downloaded by a HEAD, and so there is no record of it', async () => {
    const exports = async () => (await auditOf(gatehouse, 'User')).filter(({ action }) => action === 'Export').length;
    const before = await exports();
    const answer = await fetch(`${gatehouse.url}/identity/api/User/users/${p}/download?searchTerm=${term}`, {
      method: 'HEAD',
      headers: { authorization: `Bearer ${await token(gatehouse, 'PM.User')}` },
    });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get('content-type'), 'text/csv; charset=utf-8');
    assert.match(answer.headers.get('content-disposition') ?? '', /^attachment; filename="users\.csv"$/);
    assert.equal(await exports(), before);
  });
});

describe('a long list of users that is narrowed', () => {
  it('is the same whether few are left, or many', async () => {
    const organizationId = newId();
    const many = 21_000;
    const userName = (n: number) => `p${String((n * 7919) % many).padStart(5, '0')}`;
    await gatehouse.store.transaction(async (tables) => {
      const provisioning = permitOperator('installation.provision');
      await provisionOrganization(tables, provisioning, { id: organizationId, name: 'Ilvermorny', createdAt: 0 });
      const users = Array.from({ length: many }, (_, n) =>
        newUser({ organizationId, id: `d-${n}`, userName: userName(n), createdAt: n, isActive: n % 100 !== 0 }),
      );
      await tables.users.insertMany(organizationId, users);
      await tables.credentials.insertMany(users.map(noPassword));
    });
    const page = async (
      state: 'active' | 'inactive' | 'invited',
      orderBy: 'userName' | 'creationTime',
      skip: number,
    ) => {
      const query = { searchTerm: undefined, state, orderBy, descending: false, skip, limit: 3 } as const;
      const { totalCount, results } = await gatehouse.store.users.page(organizationId, query);
      return [totalCount, ...results.map((user) => user.userName)];
    };
    const numbers = Array.from({ length: many }, (_, n) => n);
    const [inactive, active] = [numbers.filter((n) => n % 100 === 0), numbers.filter((n) => n % 100 !== 0)];
    const byName = (some: readonly number[]) => some.map(userName).sort();
    assert.deepEqual(await page('inactive', 'userName', 5), [210, ...byName(inactive).slice(5, 8)]);
    assert.deepEqual(await page('active', 'userName', 12_000), [20_790, ...byName(active).slice(12_000, 12_003)]);
    assert.deepEqual(await page('active', 'creationTime', 1), [20_790, ...active.slice(1, 4).map(userName)]);
    assert.deepEqual(await page('invited', 'userName', 0), [20_790, ...byName(active).slice(0, 3)]);
    const selection = { searchTerm: '99', state: 'active' } as const;
    const behind = await gatehouse.store.users.after(organizationId, selection, 'p00990', 2);
    const expected = byName(active).filter((one) => one.includes('99') && one > 'p00990');
    assert.deepEqual(
      behind.map((user) => user.userName),
      expected.slice(0, 2),
    );
  });
});

describe('a check of users who are to be created', () => {
  it('says of each what is in the way, and creates nobody', async () => {
    const { userName } = await made();
    const fresh = name();
    const users = [{ userName: fresh }, { userName }, { userName: fresh }, { userName: name(), email: 'nobody' }];
    const { status, json } = await call('POST', '/api/User/BulkCheck', { ...base, users });
    assert.equal(status, 200);
    assert.deepEqual(
      json.map(({ index, member, code }: Record<string, unknown>) => [index, member, code]),
      [
        [1, null, 'DuplicateUserName'],
        [2, null, 'DuplicateUserName'],
        [3, 'Email', null],
      ],
    );
    assert.match(json[2].description, /Email is invalid/);
    assert.equal((await list(`searchTerm=${fresh}`)).json.totalCount, 0);
    const missing = await call('POST', '/api/User/BulkCheck', { ...base, users: [], groupIDs: [newId()] });
    assert.equal(missing.status, 400);
  });
});

describe('a link for a new password that an administrator sends', () => {
  const mailed = async (id: string) =>
    (await gatehouse.db.selectFrom('outbox').select(['kind', 'payload']).execute())
      .filter(({ payload }) => payload.includes(id))
      .map(({ kind }) => kind);

  it('is one to reset it, or the invitation of who has none yet, and is recorded', async () => {
    const email = `${name()}@example.test`;
    const { id } = await made({ email, password: 'al0h0m0ra-account' });
    const path = `/api/User/${id}/passwordLink`;
    assert.equal((await call('POST', path)).status, 204);
    const without = await made({ email: `${name()}@example.test` });
    assert.equal((await call('POST', `/api/User/${without.id}/passwordLink`)).status, 204);
    assert.deepEqual([await mailed(id), await mailed(without.id)], [['ForgotPassword'], ['UserInvitation']]);
    const actions = (await auditOf(gatehouse, 'User')).flatMap(({ targetId, action }) =>
      targetId === id ? [action] : [],
    );
    assert.deepEqual(actions, ['ResetPasswordRequested', 'Create']);
    for (let n = 0; n < 4; n += 1) assert.equal((await call('POST', path)).status, 204);
    assert.equal((await call('POST', path)).status, 429);
  });

  it('is refused where nobody could use it', async () => {
    const refusal = async (id: string) => (await call('POST', `/api/User/${id}/passwordLink`)).text;
    const { id } = await made();
    assert.match(await refusal(id), /no e-mail address/);
    await call('PUT', `/api/User/${id}`, { email: `${name()}@example.test`, isActive: false });
    assert.match(await refusal(id), /not active/);
    const robot = await made({ type: 'robot' });
    assert.match(await refusal(robot.id), /Nobody signs in/);
  });
});
