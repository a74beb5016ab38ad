import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { newId } from '../../src/directory/identifier.ts';
import { createAccount } from '../support/accounts.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { type Answer, send, token } from '../support/http.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

const gatehouse = useGatehouse(async () => {
  bearer = await token(gatehouse, 'PM.User PM.UserLoginAttempt PM.Group');
});
let bearer: string;
const { organization } = world;

async function call(method: string, path: string, body?: unknown, as = bearer): Promise<Answer> {
  return await send(`${gatehouse.url}${path.startsWith('/portal') ? '' : '/identity'}${path}`, {
    method,
    headers: { authorization: `Bearer ${as}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
}

const base = { partitionGlobalId: organization.id };
const create = (user: object, as?: string) => call('POST', '/api/User', { ...base, ...user }, as);
const bulk = (users: readonly object[], groupIDs: readonly string[] = []) =>
  call('POST', '/api/User/BulkCreate', { ...base, users, groupIDs });
const get = (id: string) => call('GET', `/api/User/${id}`);
const list = (query: string) => call('GET', `/api/User/users/${organization.id}?${query}`);
const codes = ({ json }: Answer): string[] => json.errors.map(({ code }: { code: string }) => code);
const name = () => `u-${randomUUID()}`;

async function made(user: object = {}): Promise<{ id: string; userName: string }> {
  const id = newId();
  const userName = name();
  assert.equal((await create({ id, userName, ...user })).status, 200);
  return { id, userName };
}

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

describe('updating a user', () => {
  const update = (id: string, body: object, as?: string) => call('PUT', `/api/User/${id}`, body, as);

  it('changes what is given, and leaves what is absent or null', async () => {
    const { id } = await made({ name: 'A', surname: 'B', displayName: 'C', email: `${name()}@example.test` });
    const before = (await get(id)).json;
    const { status, json } = await update(id, { name: 'X', surname: null, displayName: '', unknown: 1 });
    assert.deepEqual([status, json], [200, { succeeded: true, errors: [] }]);
    const after = (await get(id)).json;
    assert.match(after.lastModificationTime, /Z$/);
    assert.deepEqual({ ...after, lastModificationTime: null }, { ...before, name: 'X', displayName: null });
    assert.equal((await list(`searchTerm=${before.userName}`)).json.results[0].name, 'X');
  });

  it('gives an address, replaces it, and takes it away', async () => {
    const { id } = await made();
    const other = await made({ email: `${name()}@example.test` });
    const email = `${name()}@example.test`;
    assert.equal((await update(id, { email })).status, 200);
    assert.equal((await get(id)).json.email, email);
    assert.deepEqual(codes(await update(other.id, { email: email.toUpperCase() })), ['DuplicateEmail']);
    assert.deepEqual((await update(id, { email: 'x' })).json.errors, { Email: ['The field Email is invalid.'] });
    assert.equal((await update(id, { email: '' })).status, 200);
    assert.equal((await get(id)).json.email, null);
  });

  it('joins and leaves groups; leaving wins', async () => {
    const { id } = await made();
    const group = async () => (await call('POST', '/api/Group', { ...base, name: name() })).json.id as string;
    const [one, two] = [await group(), await group()];
    assert.equal((await update(id, { groupIDsToAdd: [one, two], groupIDsToRemove: [two] })).status, 200);
    assert.equal((await update(id, { groupIDsToAdd: [one], groupIDsToRemove: [] })).status, 200);
    assert.deepEqual((await get(id)).json.groupIDs, [one]);
    assert.equal((await update(id, { groupIDsToAdd: [randomUUID()] })).status, 400);
    assert.equal((await update(id, { groupIDsToRemove: [one, two] })).status, 200);
    assert.deepEqual((await get(id)).json.groupIDs, []);
  });

  it('sets a password by the rules, and ends everything of the user', async () => {
    const { id } = await made({ password: 'f1rst-password' });
    const session = await userToken(gatehouse, { ...base, organizationId: organization.id, id, accountId: '' }, [
      'PM.User',
    ]);
    assert.equal((await call('GET', `/api/User/${id}`, undefined, session)).status, 200);
    assert.deepEqual(codes(await update(id, { password: 'SHORT' })), [
      'PasswordTooShort',
      'PasswordRequiresDigit',
      'PasswordRequiresLower',
    ]);
    assert.deepEqual(codes(await update(id, { password: 'f1rst-password' })), ['PasswordReused']);
    const { status, headers } = await update(id, { password: 's3cond-password' });
    assert.equal(status, 200);
    assert.match(headers.get('gatehouse-revoked') ?? '', /^sessions=0/);
    assert.equal((await call('GET', `/api/User/${id}`, undefined, session)).status, 401);
    const changed = await call('POST', `/api/User/${id}/changepassword`, {
      oldPassword: 's3cond-password',
      newPassword: 'th1rd-password',
    });
    assert.equal(changed.status, 200);
  });

  it('deactivates: no token of the user is accepted any more', async () => {
    const person = await createAccount(gatehouse, null);
    const session = await userToken(gatehouse, person, ['PM.User']);
    assert.equal((await update(person.id, { isActive: false })).status, 200);
    assert.equal((await get(person.id)).json.isActive, false);
    assert.equal((await call('GET', `/api/User/${person.id}`, undefined, session)).status, 401);
    assert.equal((await update(person.id, { isActive: true })).status, 200);
    assert.equal((await call('GET', `/api/User/${person.id}`, undefined, session)).status, 401);
  });

  it('keeps attributes, and loses none of many changes at once', async () => {
    const { id } = await made();
    const changes = Array.from({ length: 12 }, (_, n) =>
      update(id, { extensionUserAttributesToAddOrUpdate: { [`a${n}`]: String(n) } }),
    );
    for (const answer of await Promise.all(changes)) assert.equal(answer.status, 200);
    const stored = await gatehouse.store.users.find({ organizationId: organization.id, id });
    assert.equal(Object.keys(stored?.extensionAttributes ?? {}).length, 12);
    await update(id, { extensionUserAttributesToRemove: ['a0', 'a1'] });
    const fewer = await gatehouse.store.users.find({ organizationId: organization.id, id });
    assert.equal(Object.keys(fewer?.extensionAttributes ?? {}).length, 10);
  });

  it('is not for the person, and unknown users are not found', async () => {
    const person = await createAccount(gatehouse, null);
    const own = await userToken(gatehouse, person, ['PM.User']);
    assert.equal((await update(person.id, { name: 'Me' }, own)).status, 403);
    assert.equal((await call('GET', `/api/User/${person.id}`, undefined, own)).status, 200);
    assert.equal((await update(randomUUID(), {})).status, 404);
    assert.deepEqual((await update('x y', {})).json.errors, { userId: ["The value 'x y' is not valid."] });
  });
});

describe('deleting users', () => {
  it('answers 204, frees the names and ends what acted in the name of the user', async () => {
    const email = `${name()}@example.test`;
    const { id, userName } = await made({ email, groupIDs: [administratorsGroupId] });
    const session = await userToken(gatehouse, { organizationId: organization.id, id, accountId: '' }, ['PM.User']);
    const { status, text } = await call('DELETE', `/api/User/${id}`);
    assert.deepEqual([status, text], [204, '']);
    assert.equal((await get(id)).status, 404);
    assert.equal((await call('DELETE', `/api/User/${id}`)).status, 404);
    assert.equal((await call('GET', `/api/User/${id}`, undefined, session)).status, 401);
    assert.equal((await list(`searchTerm=${userName}`)).json.totalCount, 0);
    assert.equal((await create({ userName, email })).status, 200);
    assert.deepEqual(codes(await create({ id, userName: name() })), ['DuplicateUserId']);
  });

  it('wipes out whatever is said of the person, but for the record of what happened', async () => {
    const { db, store } = gatehouse;
    const mark = `wiped-${randomUUID()}`;
    const person = { displayName: mark, surname: mark, email: `${mark}@example.test`, password: 'al0h0m0ra-account' };
    const { id } = await made(person);
    const key = { organizationId: organization.id, id };
    await createPersonalToken(gatehouse, { ...key, accountId: '' }, ['PM.User.Read']);
    await store.consents.add(key, 'x', ['openid'], 1);
    await call('PUT', '/api/Setting', {
      ...{ partitionGlobalId: organization.id, userId: id },
      settings: [{ key: 'Auth.Theme', value: mark }],
    });
    assert.equal((await call('DELETE', `/api/User/${id}`)).status, 204);
    const { rows } = await sql<{ name: string }>`select t.name from sqlite_master t where t.type = 'table'
      and t.name not in ('audit_entries', 'outbox') and t.name not like 'user_search%'`.execute(db);
    const saying: Record<string, unknown> = {};
    for (const { name: table } of rows) {
      const all = await sql<object>`select * from ${sql.table(table)}`.execute(db);
      const found = all.rows.filter((row) =>
        [id, mark].some((text) => JSON.stringify(row).toLowerCase().includes(text)),
      );
      if (found.length > 0) saying[table] = found.map((row) => Object.values(row).filter((value) => value === id));
    }
    assert.deepEqual(saying, { subjects: [[id]], users: [[id]] });
  });

  it('deletes many, skips unknown ids and, unless told otherwise, oneself', async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const person = await userToken(gatehouse, administrator, ['PM.User']);
    const [one, two] = [await made(), await made()];
    const userIds = [one.id, two.id, randomUUID(), administrator.id];
    const portal = await call(
      'DELETE',
      '/portal_/api/identity/User',
      { ...base, userIds, deleteCurrentUser: false, isHostMode: false },
      person,
    );
    assert.equal(portal.status, 204);
    assert.deepEqual(
      [(await get(one.id)).status, (await get(two.id)).status, (await get(administrator.id)).status],
      [404, 404, 200],
    );
    const own = { ...base, userIds: [administrator.id], deleteCurrentUser: true };
    assert.equal((await call('DELETE', `/api/User/${administrator.id}`, undefined, person)).status, 400);
    assert.equal((await call('DELETE', '/api/User', own, person)).status, 204);
    assert.equal((await get(administrator.id)).status, 404);
    assert.equal((await call('DELETE', '/api/User', own, person)).status, 401);
    for (const body of [undefined, base, { ...base, userIds: null }, { ...base, userIds: [] }]) {
      assert.equal((await call('DELETE', '/api/User', body)).status, 204);
    }
  });

  it('keeps the last administrator, whatever way is tried', async () => {
    const { otherOrganization, otherApplication } = world;
    const foreign = await token(gatehouse, 'PM.User', otherApplication);
    const last = await createAccount(gatehouse, null, { organizationId: otherOrganization.id, isAdministrator: true });
    const others = await gatehouse.store.memberships.administrators(otherOrganization.id);
    const path = `/api/User/${last.id}`;
    const userIds = others.map(({ id }) => id);
    for (const [method, target, body] of [
      ['DELETE', '/api/User', { userIds }],
      ...(others.length === 1
        ? ([
            ['DELETE', path, undefined],
            ['PUT', path, { isActive: false }],
            ['PUT', path, { groupIDsToRemove: [administratorsGroupId] }],
          ] as const)
        : []),
    ] as const) {
      const { status, json } = await call(method, target, body, foreign);
      assert.equal(status, 400, `${method} ${target}`);
      assert.match(json.detail, /last administrator/);
    }
    assert.equal((await call('GET', path, undefined, foreign)).status, 200);
  });
});

describe('sign-in attempts', () => {
  const signIn = (userName: string, password: string) =>
    send(`${gatehouse.url}/${organization.name}/api/account/authenticate`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Test/1' },
      body: JSON.stringify({ tenancyName: organization.name, usernameOrEmailAddress: userName, password }),
    });

  it('are listed for the user, the newest first', async () => {
    const account = await createAccount(gatehouse, 'r1ght-password');
    const userName = `user-${account.id}`;
    await signIn(userName, 'wr0ng');
    await signIn(userName, 'r1ght-password');
    const path = `/api/User/${account.id}/loginAttempts`;
    const { json } = await call('GET', `${path}?top=1000`);
    assert.equal(json.totalCount, 2);
    const [newest, oldest] = json.results;
    assert.deepEqual([newest.result, oldest.result], [0, 1]);
    assert.equal(newest.userNameOrEmailAddress, userName);
    assert.equal(newest.partitionName, organization.name);
    assert.equal(newest.browserInfo, 'Test/1');
    assert.equal((await call('GET', `${path}?sortBy=Result&sortOrder=desc`)).json.results[0].result, 1);
    assert.equal((await call('GET', `${path}?since=2999-01-01`)).json.totalCount, 0);
    assert.equal((await call('GET', `${path}?since=2000-01-01T00:00:00`)).json.totalCount, 2);
    assert.equal((await call('GET', `${path}?userSID=S-1-5`)).json.totalCount, 0);
    assert.deepEqual((await call('GET', `${path}?since=x`)).json.errors, { since: ["The value 'x' is not valid."] });
    assert.equal((await get(account.id)).json.lastLoginTime, newest.creationTime);
  });
});

describe('the organizations of a user', () => {
  it('are the one that the account belongs to', async () => {
    const { id } = await made();
    const { json } = await call('GET', `/api/UserPartition/partitions/${id}`);
    assert.deepEqual(json, [{ id: organization.id, name: organization.name, isActive: true }]);
  });
});

describe('inviting users', () => {
  it('makes accounts, and puts a notice for each in the outbox', async () => {
    const email = `${name()}@example.test`;
    const { status, json } = await call('POST', '/api/User/InviteUsers', { ...base, users: [{ email, name: 'Ion' }] });
    assert.equal(status, 200);
    const [{ id, invitationAccepted }] = json.users;
    assert.equal(invitationAccepted, false);
    const notices = await gatehouse.db
      .selectFrom('outbox')
      .select('kind')
      .where('payload', 'like', `%${id}%`)
      .execute();
    assert.deepEqual(
      notices.map(({ kind }) => kind),
      ['UserInvitation'],
    );
    const without = await call('POST', '/api/User/InviteUsers', { ...base, users: [{ userName: name() }] });
    assert.deepEqual(without.json.errors, { 'Users[0].Email': ['The Email field is required.'] });
  });

  const invite = (...users: object[]) => call('POST', '/api/User/InviteUsers', { ...base, users });
  const links = (id: string) =>
    gatehouse.db.selectFrom('account_links').select(['token_hash', 'used_at']).where('user_id', '=', id).execute();

  it('sends who has not accepted yet a new link, which ends the one before, and makes nobody anew', async () => {
    const email = `${name()}@example.test`;
    const [{ id }] = (await invite({ email })).json.users;
    const [before] = await links(id);
    const again = await invite({ id: newId(), email: email.toUpperCase() }, { email: `${name()}@example.test` });
    assert.equal(again.status, 200);
    assert.deepEqual([again.json.users.length, again.json.users[0].id, again.json.users[0].email], [2, id, email]);
    const [after, ...others] = await links(id);
    assert.equal(others.length, 0);
    assert.notEqual(after?.token_hash, before?.token_hash);
    const notices = await gatehouse.db.selectFrom('outbox').select('id').where('payload', 'like', `%${id}%`).execute();
    assert.equal(notices.length, 2);
    assert.equal((await gatehouse.db.selectFrom('users').select('id').where('email', '=', email).execute()).length, 1);
    const audited = await gatehouse.db
      .selectFrom('audit_entries')
      .select('action')
      .where('target_id', '=', id)
      .execute();
    assert.deepEqual(
      audited.map(({ action }) => action),
      ['Invite', 'Invite'],
    );
  });

  it('adds them to the groups that it names this time', async () => {
    const group = (await call('POST', '/api/Group', { ...base, name: name() })).json.id as string;
    const users = [{ email: `${name()}@example.test` }];
    await invite(...users);
    const again = await call('POST', '/api/User/InviteUsers', { ...base, users, groupIDs: [group] });
    assert.deepEqual(again.json.users[0].groupIDs, [group]);
  });

  it('is refused for who has accepted, has a password, another user name, or comes twice', async () => {
    const email = `${name()}@example.test`;
    for (const user of [
      { email: `${name()}@example.test`, password: 'al0h0m0ra-account', invitationAccepted: false },
      { email: `${name()}@example.test`, invitationAccepted: true },
      { email: `${name()}@example.test`, type: 'directoryUser' },
    ]) {
      await made(user);
      assert.deepEqual(codes(await invite({ email: user.email })).at(-1), 'DuplicateEmail');
    }
    await invite({ email });
    assert.deepEqual(codes(await invite({ email, userName: name() })), ['DuplicateEmail']);
    assert.deepEqual(codes(await invite({ email }, { email })), ['DuplicateUserName', 'DuplicateEmail']);
  });

  it('sends nobody more than five links in an hour', async () => {
    const email = `${name()}@example.test`;
    for (let time = 0; time < 5; time += 1) assert.equal((await invite({ email })).status, 200);
    const { status, headers } = await invite({ email });
    assert.deepEqual([status, headers.get('retry-after')], [429, '3600']);
  });
});
