import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { purgeOrganizations } from '../../src/directory/organization/purge.ts';
import { hostId } from '../../src/directory/organization.ts';
import { testedStore } from '../../src/store/store.fixture.ts';
import { createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { auditOf } from '../support/audit.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { send, token } from '../support/http.ts';
import { createPersonalToken } from '../support/oauth.ts';
import { userToken } from '../support/user-token.ts';
import { world } from '../support/world.ts';

let host = '';
const gatehouse = useGatehouse(async (server) => {
  const administrator = await createAccount(server, null, { isAdministrator: true, organizationId: hostId });
  host = await userToken(server, administrator, ['PM.Partition']);
});
const call = (method: string, path: string, body?: unknown, as = host) =>
  apiOf(gatehouse, () => as)(method, `/api${path}`, body);

describe('organizations', () => {
  it('are created with their tenants and the built-in groups, and listed by name without the host', async () => {
    const made = await call('POST', '/Partition', { name: 'Beauxbatons', tenants: ['Carriage', 'Abraxan'] });
    assert.equal(made.status, 201, made.text);
    assert.deepEqual(Object.keys(made.json), [
      'id',
      'name',
      'isActive',
      'creationTime',
      'lastModificationTime',
      'tenants',
    ]);
    assert.deepEqual(
      made.json.tenants.map(({ name }: { name: string }) => name),
      ['Abraxan', 'Carriage'],
    );
    const { json } = await call('GET', '/Partition?top=1000');
    assert.deepEqual(
      json.results.map(({ name }: { name: string }) => name),
      ['Beauxbatons', 'Default', 'Durmstrang', 'Hogwarts'],
    );
    assert.equal(json.totalCount, 4);
    assert.equal((await call('GET', '/Partition?searchTerm=wart')).json.totalCount, 1);
    assert.deepEqual((await call('GET', `/Partition/${made.json.id}`)).json, made.json);
    const groups = await gatehouse.db
      .selectFrom('groups')
      .select('id')
      .where('organization_id', '=', made.json.id)
      .execute();
    assert.equal(groups.length, 6);
    const [entry] = await auditOf(gatehouse, 'Organization');
    assert.equal(entry?.action, 'Create');
  });

  it('are created with a thousand tenants at most: others are added one by one', async () => {
    const tenants = Array.from({ length: 1001 }, (_, n) => `North ${n}`);
    const { status, json } = await call('POST', '/Partition', { name: 'Koldovstoretz', tenants });
    assert.deepEqual([status, Object.keys(json.errors)], [400, ['tenants[1000]']]);
  });

  it('keep a name that was given before there were rules, and leave no trace where nothing changes', async () => {
    const [id, tenantId, name] = [randomUUID(), randomUUID(), 'Ca\u200bstelo'];
    await gatehouse.store.transaction(async ({ organizations }) => {
      await organizations.insert({ id, name, createdAt: 0 });
      await organizations.insertTenant({ organizationId: id, id: tenantId, name, createdAt: 0 });
    });
    const written = async () => (await gatehouse.store.audit.head(id))?.sequence;
    const before = await written();
    assert.equal((await call('PUT', `/Partition/${id}`, { name })).status, 200);
    assert.equal((await call('PUT', `/Partition/${id}/tenants/${tenantId}`, { name })).status, 200);
    assert.equal(await written(), before);
    const { status, json } = await call('PUT', `/Partition/${id}`, { name, isActive: false });
    assert.deepEqual([status, json.isActive, json.name], [200, false, name]);
    assert.equal((await call('PUT', `/Partition/${id}`, { name: `${name}2` })).status, 400);
    assert.equal((await call('DELETE', `/Partition/${id}`)).status, 204);
  });

  it('have a name that no other has and that a URL can hold', async () => {
    assert.equal((await call('POST', '/Partition', { name: 'HOGWARTS' })).status, 409);
    for (const name of ['', ' ', 'a/b', '.', '..', 'identity', world.organization.id]) {
      assert.equal((await call('POST', '/Partition', { name })).status, 400, name);
    }
    assert.equal((await call('POST', '/Partition', { id: world.organization.id, name: 'New' })).status, 409);
  });

  it('that are not active let nobody in, and no token is accepted until they are active again', async () => {
    const path = `/Partition/${world.otherOrganization.id}`;
    const bearer = await token(gatehouse, 'PM.Setting', world.otherApplication);
    const read = () => call('GET', '/Setting', undefined, bearer);
    assert.equal((await read()).status, 200);
    const changed = await call('PUT', path, { name: 'Institute', isActive: false });
    assert.deepEqual([changed.json.name, changed.json.isActive], ['Institute', false]);
    assert.equal((await read()).status, 401);
    // Nor is there a new one, which others would accept who look at its signature alone.
    await assert.rejects(token(gatehouse, 'PM.Setting', world.otherApplication), /invalid_client/);
    await call('PUT', path, { isActive: true });
    assert.equal((await read()).status, 200);
  });

  it('that were not active for a while know no token of a person from before, by which door it came', async () => {
    const organizationId = world.otherOrganization.id;
    const person = await createAccount(gatehouse, null, { organizationId, isAdministrator: true });
    const bearer = await userToken(gatehouse, person, ['PM.Setting']);
    const read = (as: string) => call('GET', '/Setting', undefined, as);
    assert.equal((await read(bearer)).status, 200);
    for (const isActive of [false, true]) await call('PUT', `/Partition/${organizationId}`, { isActive });
    assert.equal((await read(bearer)).status, 401);
    assert.equal((await read(await userToken(gatehouse, person, ['PM.Setting']))).status, 200);
  });

  it('are deleted only after they were deactivated; then the name is free and nothing is found', async () => {
    const { id } = (await call('POST', '/Partition', { name: 'Ilvermorny' })).json;
    assert.equal((await call('DELETE', `/Partition/${id}`)).status, 409);
    await call('PUT', `/Partition/${id}`, { isActive: false });
    assert.equal((await call('DELETE', `/Partition/${id}`)).status, 204);
    assert.equal((await call('GET', `/Partition/${id}`)).status, 404);
    assert.equal((await call('POST', '/Partition', { id, name: 'Another' })).status, 409);
    assert.equal((await call('POST', '/Partition', { name: 'Ilvermorny' })).status, 201);
  });

  it('that were deleted leave nothing behind when their time is over, and not before', async () => {
    const { db, store } = gatehouse;
    const { id } = world.otherOrganization;
    const path = `/Partition/${id}`;
    const all = await db.introspection.getTables();
    const tables = all.filter(({ columns }) => columns.some(({ name }) => name === 'organization_id'));
    const left = async () => {
      const found: string[] = [];
      for (const { name } of tables) {
        if (name === 'subjects') continue; // The ids of accounts are never given again.
        const rows = await sql`select 1 from ${sql.table(name)} where organization_id = ${id} limit 1`.execute(db);
        if (rows.rows.length > 0) found.push(name);
      }
      return found;
    };
    const person = await createAccount(gatehouse, null, { organizationId: id, isAdministrator: true });
    await createPersonalToken(gatehouse, person, ['PM.User.Read']);
    await store.consents.add(person, 'x', ['openid'], 1);
    await store.messageTemplates.put(id, 1, '<p>Hi</p>', 1);
    await store.outbox.put({ organizationId: id, kind: 'PasswordChanged', userId: person.id, at: 1 });
    await call('PUT', path, { isActive: false });
    assert.equal((await call('DELETE', path)).status, 204);
    // On PostgreSQL the index is one of the users themselves.
    const index = sql.table(testedStore === 'postgres' ? 'users' : 'user_search');
    const texts = async () => (await sql`select 1 from ${index}`.execute(db)).rows.length;
    const [indexed, others] = [await texts(), await db.selectFrom('users').select('id').execute()];

    const day = 24 * 60 * 60_000;
    const deletedAt = Date.now();
    assert.equal(await purgeOrganizations(store, deletedAt - 30 * day, deletedAt, 7), 0);
    assert.ok((await left()).length > 10, 'its time is not over');
    const later = deletedAt + 30 * day + 1000;
    for (let ended = 1; ended > 0; ) {
      ended = await purgeOrganizations(store, later - 30 * day, later, 7);
      assert.ok(ended <= 7, 'in small batches');
    }
    assert.deepEqual(await left(), []);
    assert.equal((await db.selectFrom('organizations').select('id').where('id', '=', id).execute()).length, 0);
    const gone = others.length - (await db.selectFrom('users').select('id').execute()).length;
    assert.ok(gone > 0);
    assert.equal(await texts(), indexed - gone);
    const entry = await db
      .selectFrom('audit_entries')
      .selectAll()
      .where('action', '=', 'Purge')
      .where('target_id', '=', id)
      .executeTakeFirst();
    assert.deepEqual([entry?.organization_id, entry?.created_at], [hostId, later]);
    assert.equal((await call('GET', `/Partition/${world.organization.id}`)).status, 200);
  });

  it('are not the host, which stays as it is', async () => {
    const path = `/Partition/${hostId}`;
    assert.equal((await call('PUT', path, { isActive: false })).status, 400);
    assert.equal((await call('DELETE', path)).status, 400);
  });

  it('get, rename and lose tenants', async () => {
    const path = `/Partition/${world.organization.id}/tenants`;
    const made = await call('POST', path, { name: 'Slytherin' });
    assert.equal(made.status, 201, made.text);
    assert.equal((await call('POST', path, { name: 'slytherin' })).status, 409);
    const renamed = await call('PUT', `${path}/${made.json.id}`, { name: 'Dungeon' });
    assert.equal(renamed.json.name, 'Dungeon');
    assert.equal((await call('DELETE', `${path}/${made.json.id}`)).status, 204);
    assert.equal((await call('DELETE', `${path}/${made.json.id}`)).status, 404);
  });

  it('are managed by the host alone', async () => {
    const administrator = await createAccount(gatehouse, null, { isAdministrator: true });
    const own = await userToken(gatehouse, administrator, ['PM.Partition']);
    const member = await createAccount(gatehouse, null, { organizationId: hostId });
    for (const bearer of [own, await userToken(gatehouse, member, ['PM.Partition'])]) {
      assert.equal((await call('GET', '/Partition', undefined, bearer)).status, 403);
      assert.equal((await call('POST', '/Partition', { name: 'Mine' }, bearer)).status, 403);
    }
  });
});

describe('the server says', () => {
  it('that it lives, which version it is and which languages it speaks, to everybody', async () => {
    const get = (path: string) => send(`${gatehouse.url}${path}`);
    for (const path of ['/identity/api/Liveness', '/api/Liveness', '/API/liveness/']) {
      assert.equal((await get(path)).status, 200, path);
      const head = await fetch(`${gatehouse.url}${path}`, { method: 'HEAD' });
      assert.deepEqual([head.status, await head.text()], [200, ''], path);
    }
    for (const path of ['/api/Status/Version', '/identity/api/status/version']) {
      assert.match((await get(path)).json.version, /^\d+\.\d+\.\d+/);
    }
    const languages = (await get('/identity_/api/Language')).json;
    assert.ok(languages.some(({ code }: { code: string }) => code === 'en'));
    const texts = (await get('/identity/api/Language/en/translations')).json;
    assert.equal(texts['language.name'], 'English');
    assert.equal((await get('/identity/api/Language/tlh/translations')).status, 404);
  });

  it('who calls, and that people sign in here only', async () => {
    const account = await createAccount(gatehouse, null, { isAdministrator: true });
    const bearer = await userToken(gatehouse, account, ['PM.Setting.Read']);
    const { json } = await call('GET', '/Account/Profile', undefined, bearer);
    assert.deepEqual(Object.keys(json), [
      'partitionName',
      'partitionGlobalId',
      'userName',
      'name',
      'isAdmin',
      'fullName',
    ]);
    assert.deepEqual([json.partitionName, json.isAdmin], ['Hogwarts', true]);
    const settings = await call('GET', `/AuthenticationSetting/getAll/${world.organization.id}`, undefined, bearer);
    const [first] = Object.values<{ authenticationSettingType: null }>(settings.json);
    assert.equal(first?.authenticationSettingType, null);
  });
});
