import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { contradictions } from '../../src/store/consistency.ts';
import { createAccount } from '../support/accounts.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { base, codes, name, useUsers } from './users.fixture.ts';

const { organization } = world;
const { gatehouse, call, create, get, list, made } = useUsers();
const bulk = (users: readonly object[], groupIDs: readonly string[] = []) =>
  call('POST', '/api/User/BulkCreate', { ...base, users, groupIDs });

describe('creating a user', () => {
  it('answers 200 with an IdentityResult, and the user is there as described', async () => {
    const id = newId();
    const userName = name();
    const user = {
      id,
      userName,
      email: `${userName}@example.test`,
      name: 'Ana',
      surname: 'Pop',
      displayName: 'Ana Pop',
    };
    const { status, json } = await create({ ...user, groupIDs: [administratorsGroupId], invitationAccepted: true });
    assert.deepEqual([status, json], [200, { succeeded: true, errors: [] }]);
    const found = (await get(id.toUpperCase())).json;
    assert.match(found.creationTime, /^\d{4}-.*Z$/);
    assert.ok(Number.isInteger(found.legacyId));
    const { creationTime, legacyId, ...rest } = found;
    assert.deepEqual(rest, {
      ...user,
      emailConfirmed: false,
      lastModificationTime: null,
      lastLoginTime: null,
      groupIDs: [administratorsGroupId],
      isActive: true,
      bypassBasicAuthRestriction: false,
      type: 0,
      invitationAccepted: true,
      category: 0,
    });
  });

  it('takes the e-mail address for the user name when there is none', async () => {
    const id = newId();
    const email = `${name()}@example.test`;
    assert.equal((await create({ id, email })).status, 200);
    assert.equal((await get(id)).json.userName, email);
  });

  it('takes a missing, null, empty or malformed e-mail address for what it is', async () => {
    for (const email of [undefined, null, '', ' '])
      assert.equal((await create({ userName: name(), email })).status, 200);
    for (const email of ['x', 'a@', '@b', 'a b@c', 'a@b@c']) {
      const { status, json } = await create({ userName: name(), email });
      assert.equal(status, 400, email);
      assert.deepEqual(json.errors, { Email: ['The field Email is invalid.'] });
    }
  });

  it('refuses an empty user name, and names that are taken, all at once and in order', async () => {
    assert.deepEqual((await create({ userName: '' })).json, {
      succeeded: false,
      errors: [{ code: 'InvalidUserName', description: "Username '' is invalid, can only contain letters or digits." }],
    });
    const email = `${name()}@Example.test`;
    const { userName, id } = await made({ email });
    const again = await create({ id, userName: userName.toUpperCase(), email: email.toLowerCase() });
    assert.equal(again.status, 400);
    assert.deepEqual(codes(again), ['DuplicateUserName', 'DuplicateEmail', 'DuplicateUserId']);
    assert.equal(again.json.errors[0].description, `Username '${userName.toUpperCase()}' is already taken.`);
    assert.equal(again.json.errors[1].description, `Email '${email.toLowerCase()}' is already taken.`);
  });

  it('refuses unknown groups, types and organizations', async () => {
    assert.equal((await create({ userName: name(), groupIDs: [randomUUID()] })).status, 400);
    assert.deepEqual((await create({ userName: name(), type: 17 })).json.errors, {
      Type: ["The value '17' is not valid."],
    });
    assert.equal((await create({ userName: name(), partitionGlobalId: randomUUID() })).status, 404);
    const other = await create({ userName: name(), partitionGlobalId: world.otherOrganization.id });
    assert.equal(other.status, 403);
    assert.equal((await create({ userName: name(), partitionGlobalId: undefined })).status, 200);
  });

  it('takes the type as number, text or name, and a number for systems that count', async () => {
    for (const [type, number] of [
      [1, 1],
      ['2', 2],
      ['RobotAccount', 4],
    ]) {
      const { id } = await made({ type, legacyId: 12_345 });
      const { json } = await get(id);
      assert.deepEqual([json.type, json.legacyId], [number, 12_345]);
    }
  });

  it('goes on behind a number that was given, so that nobody gets it again', async () => {
    const numberOf = async (more: object = {}) => Number((await get((await made(more)).id)).json.legacyId);
    const latest = await numberOf();
    assert.equal(await numberOf({ legacyId: latest + 1 }), latest + 1);
    assert.equal(await numberOf(), latest + 2);
    // Behind the largest there are none.
    assert.equal(await numberOf({ legacyId: Number.MAX_SAFE_INTEGER }), Number.MAX_SAFE_INTEGER);
    assert.equal(await numberOf({ legacyId: -1 }), -1);
    const users = [{ userName: name(), legacyId: latest + 9 }, { userName: name() }];
    assert.equal((await bulk(users)).status, 200);
    assert.equal(await numberOf(), latest + 11);
    assert.deepEqual(await contradictions(gatehouse.db), []);
  });

  it('holds a password to the rules when asked to, or when a person asks', async () => {
    const weak = { userName: name(), password: 'x' };
    assert.equal((await create({ ...weak, validatePassword: true })).status, 400);
    assert.equal((await create({ ...weak, validatePassword: false })).status, 200);
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const person = await userToken(gatehouse, administrator, ['PM.User']);
    assert.deepEqual(codes(await create({ userName: name(), password: 'x' }, person)), [
      'PasswordTooShort',
      'PasswordRequiresDigit',
    ]);
  });

  it('gives a password to people only', async () => {
    const password = 'al0h0m0ra-account';
    const refused = await create({ userName: name(), type: 'directoryUser', password });
    assert.deepEqual([refused.status, Object.keys(refused.json.errors)], [400, ['Password']]);
    const { id } = await made({ type: 'robot' });
    assert.equal((await call('PUT', `/api/User/${id}`, { password })).status, 400);
  });

  it('keeps external logins apart', async () => {
    const userLogins = [{ loginProvider: 'aad', providerKey: name(), providerDisplayName: 'Entra' }];
    await made({ userLogins });
    assert.deepEqual(codes(await create({ userName: name(), userLogins })), ['LoginAlreadyAssociated']);
  });
});

describe('creating users in bulk', () => {
  it('answers with the users, in both forms that clients read', async () => {
    const users = [
      { id: newId(), userName: name(), type: 'user' },
      { id: newId(), userName: name(), email: `${name()}@example.test`, name: 'B' },
    ];
    const { status, json } = await bulk(users, [administratorsGroupId]);
    assert.equal(status, 200);
    assert.deepEqual(json.result, { succeeded: true, errors: [] });
    assert.deepEqual([json.succeeded, json.errors], [true, []]);
    assert.deepEqual(
      json.users.map(({ id }: { id: string }) => id),
      users.map(({ id }) => id),
    );
    assert.deepEqual(json.users[1].groupIDs, [administratorsGroupId]);
    assert.deepEqual((await get(users[0]?.id ?? '')).json, json.users[0]);
  });

  it('makes none when one is bad', async () => {
    const good = { id: newId(), userName: name() };
    const twice = name();
    const refused = await bulk([good, { userName: twice }, { userName: twice.toUpperCase() }, { userName: '' }]);
    assert.equal(refused.status, 400);
    assert.deepEqual(codes(refused), ['DuplicateUserName', 'InvalidUserName']);
    assert.deepEqual(refused.json.users, []);
    assert.deepEqual(refused.json.result, { succeeded: false, errors: refused.json.errors });
    assert.equal((await get(good.id)).status, 404);
    const malformed = await bulk([good, { userName: name(), email: 'x' }]);
    assert.deepEqual(malformed.json.errors, { 'Users[1].Email': ['The field Email is invalid.'] });
    assert.equal((await get(good.id)).status, 404);
  });

  it('gives everyone a version-4 uuid of their own', async () => {
    const { json } = await bulk(Array.from({ length: 500 }, () => ({ userName: name() })));
    const ids: string[] = json.users.map(({ id }: { id: string }) => id);
    assert.equal(new Set(ids).size, 500);
    for (const id of ids) assert.match(id, /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('makes nobody of nothing', async () => {
    assert.deepEqual((await bulk([])).json.users, []);
    assert.equal((await call('POST', '/api/User/BulkCreate', base)).status, 200);
  });
});

describe('listing users', () => {
  const prefix = `list${randomUUID().slice(0, 8)}`;
  const users = Array.from({ length: 23 }, (_, n) => ({
    id: newId(),
    userName: `${prefix}-${String(n).padStart(2, '0')}`,
    email: n % 2 ? `${prefix}.${n}@example.test` : null,
    name: `N${(n * 7) % 23}`,
    displayName: `100%_${prefix}`,
  }));

  it('pages by user name, with the count of all that match', async () => {
    await bulk(users);
    const search = `searchTerm=${prefix.toUpperCase()}`;
    const first = (await list(`${search}&top=10`)).json;
    assert.equal(first.totalCount, 23);
    assert.deepEqual(
      first.results.map(({ userName }: { userName: string }) => userName),
      users.slice(0, 10).map(({ userName }) => userName),
    );
    const rest = (await list(`${search}&top=1000&skip=10`)).json;
    assert.equal(rest.results.length, 13);
    assert.deepEqual((await list(`${search}&skip=50`)).json, { totalCount: 23, results: [] });
    assert.deepEqual((await list(`${search}&top=0`)).json, { totalCount: 23, results: [] });
    const all = (await list('top=1000')).json;
    assert.equal(all.results.length, all.totalCount);
    const byPages = [];
    for (let skip = 0; skip < all.totalCount; skip += 7)
      byPages.push(...(await list(`top=7&skip=${skip}`)).json.results);
    assert.deepEqual(byPages, all.results);
  });

  it('sorts by every member, in any letter case and both directions', async () => {
    const search = `searchTerm=${prefix}&top=1000`;
    for (const member of [
      'userName',
      'UserName',
      'EMAIL',
      'name',
      'creationTime',
      'legacyId',
      'id',
      'type',
      'isActive',
    ]) {
      const up = (await list(`${search}&sortBy=${member}&sortOrder=asc`)).json.results;
      const down = (await list(`${search}&sortBy=${member}&sortOrder=DESC`)).json.results;
      assert.deepEqual(down, up.toReversed(), member);
    }
    const names = (await list(`${search}&sortBy=Name`)).json.results.map((user: { name: string }) => user.name);
    assert.deepEqual(names, names.toSorted());
    const unknown = (await list(`${search}&sortBy=nonsense`)).json.results;
    assert.deepEqual(unknown, (await list(search)).json.results);
  });

  it('searches every name, and takes wildcards for themselves', async () => {
    assert.equal((await list(`searchTerm=${encodeURIComponent(`100%_${prefix}`)}`)).json.totalCount, 23);
    assert.equal((await list(`searchTerm=${encodeURIComponent(`${prefix}%`)}`)).json.totalCount, 0);
    assert.equal((await list(`searchTerm=${prefix}.1@`)).json.totalCount, 1);
  });

  it('is the same under its older path, and for the portal', async () => {
    const query = `searchTerm=${prefix}&top=1000&skip=0`;
    const { json } = await list(query);
    assert.deepEqual((await call('GET', `/api/UserPartition/users/${organization.id}?${query}`)).json, json);
    for (const path of ['UserPartition/licenses', 'User/users/licenses']) {
      const rows = await call('GET', `/portal_/api/identity/${path}?partitionGlobalId=${organization.id}&${query}`);
      assert.equal(rows.json.totalCount, 23);
      assert.equal(rows.json.results[0].userId, json.results[0].id);
      assert.deepEqual(rows.json.results[0].userBundleCodes, []);
    }
  });

  it('refuses what is out of range', async () => {
    assert.deepEqual((await list('top=1001&skip=-1&sortOrder=up')).json.errors, {
      top: ['The field top must be between 0 and 1000.'],
      skip: ['The field skip must be between 0 and 2147483647.'],
      sortOrder: ["The value 'up' is not valid."],
    });
    assert.deepEqual((await list('top=ten')).json.errors, { top: ["The value 'ten' is not valid."] });
    assert.deepEqual((await list('top=')).json.errors, { top: ["The value '' is invalid."] });
  });
});
