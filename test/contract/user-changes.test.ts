import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { administratorsGroupId } from '../../src/directory/group.ts';
import { createAccount } from '../support/accounts.ts';
import { token } from '../support/http.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';
import { base, codes, name, useUsers } from './users.fixture.ts';

const { organization } = world;
const { gatehouse, call, create, get, list, made } = useUsers();

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
    const tables = await db.introspection.getTables();
    const isMeant = (name: string) => !/^(?:audit_entries|outbox|user_search.*)$/.test(name);
    const saying: Record<string, unknown> = {};
    for (const table of tables.map(({ name }) => name).filter(isMeant)) {
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
    const foreign = await token(gatehouse, 'PM.User PM.Group', otherApplication);
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
