import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import { keyOfHandle } from '../../directory/handle.ts';
import { hostId } from '../../directory/organization.ts';
import { keyOfPersonalAccessToken } from '../../directory/personal-access-token.ts';
import { newUser } from '../../directory/user.fixture.ts';
import { grantKey } from '../../token/grant/grant-key.ts';
import { callers } from '../callers.ts';
import { grantStore } from '../grants.ts';
import { createStore } from '../store.ts';
import { migrations } from './migrations/index.ts';
import { openSqlite } from './open.ts';

// A store from before its rows were divided by organization, and what of it is found again.

const now = Date.now();
const later = now + 24 * 60 * 60_000;

/** Every statement in a line of its own. */
const run = async (db: Kysely<never>, statements: string) => {
  for (const statement of statements.split(';\n')) await sql.raw(statement).execute(db);
};

const hashes = {
  token: keyOfPersonalAccessToken(`rt_${'p'.repeat(43)}`).hash,
  link: keyOfHandle('l'.repeat(43)).hash,
  device: keyOfHandle('d'.repeat(43)).hash,
  pushed: keyOfHandle('u'.repeat(43)).hash,
};

const before = `insert into organizations (id, name, name_key, created_at) values ('one', 'one', 'ONE', 1), ('two', 'two', 'TWO', 1);
insert into users (organization_id, id, legacy_id, user_name, user_name_key, email_confirmed, is_active,
  bypass_basic_auth_restriction, invitation_accepted, created_at, search_id)
  values ('one', 'dave', 1, 'dave', 'DAVE', 0, 1, 0, 1, 1, 7);
insert into subjects (id, organization_id, kind) values ('dave', 'one', 'user'), ('app', 'one', 'application'), ('both', 'two', 'user');
insert into subject_clashes (organization_id, id, kind) values ('one', 'both', 'application');
insert into applications (organization_id, id, name, is_confidential, redirect_uris, is_active, created_at)
  values ('one', 'app', 'app', 1, '[]', 1, 1), ('one', 'both', 'both', 1, '[]', 1, 1);
insert into application_origins (organization_id, application_id, origin) values ('one', 'app', 'https://a.example');
insert into settings (organization_id, user_id, key_key, id, key, value)
  values ('one', '', 'A', 41, 'a', '1'), ('one', '', 'B', 44, 'b', '1'), ('two', '', 'A', 43, 'a', '1');
insert into counters (organization_id, name, value) values ('${hostId}', 'setting', 44), ('${hostId}', 'user_search', 7)
  on conflict do update set value = excluded.value;
insert into personal_access_tokens (organization_id, id, user_id, token_hash, description, scopes, created_at, expires_at)
  values ('one', 'pat', 'dave', '${hashes.token}', '', '[]', 1, ${later});
insert into account_links (organization_id, user_id, kind, token_hash, email, expires_at, window_began_at, issued)
  values ('one', 'dave', 'ForgotPassword', '${hashes.link}', 'd', ${later}, 1, 1);
insert into grants (model, id, account_id, user_code, requester, client_id, payload, expires_at)
  values ('DeviceCode', '${hashes.device}', null, 'BCDF', 'network 192.0.2.0/24', 'app', '{}', ${later}),
    ('PushedAuthorizationRequest', '${hashes.pushed}', null, null, 'organization one', 'app', '{}', ${later}),
    ('ReplayDetection', 'used', null, null, null, null, '{}', ${later});
insert into revocations (id, expires_at) values ('revoked', ${later}), ('over', 1)`;

async function upgraded(more = '') {
  const db = openSqlite(':memory:');
  const names = Object.keys(migrations).sort();
  for (const name of names.filter((one) => one < '0047')) await migrations[name]?.up(db as Kysely<unknown>);
  await run(db as unknown as Kysely<never>, before + more);
  for (const name of names.filter((one) => one >= '0047')) await migrations[name]?.up(db as Kysely<unknown>);
  return { db, store: createStore(db), [Symbol.asyncDispose]: () => db.destroy() };
}

describe('a store whose rows were not divided by organization, after the upgrade', () => {
  it('knows tokens, links and codes that name none', async () => {
    await using opened = await upgraded();
    const { db, store } = opened;
    const token = keyOfPersonalAccessToken(`rt_${'p'.repeat(43)}`);
    assert.equal((await store.personalAccessTokens.findByHandle(token))?.id, 'pat');
    assert.equal((await callers(db).findOwner(token))?.id, 'dave');
    assert.equal((await store.accountLinks.find(keyOfHandle('l'.repeat(43)), now))?.id, 'dave');
    assert.equal(await store.accountLinks.redeem(keyOfHandle('l'.repeat(43)), now), true);
    const grants = grantStore(db);
    assert.ok(await grants.find(grantKey('PushedAuthorizationRequest', 'u'.repeat(43)), now));
    assert.ok(await grants.find(grantKey('DeviceCode', 'd'.repeat(43)), now));
    assert.ok(await grants.takeUserCode('DeviceCode', 'BCDF', now));
    assert.equal(await grants.takeUserCode('DeviceCode', 'BCDF', now), undefined);
  });

  it('refuses what was revoked, in every organization, until it would have expired', async () => {
    await using opened = await upgraded();
    for (const organizationId of ['one', 'two', hostId]) {
      const rows = await opened.db
        .selectFrom('revocations')
        .select('id')
        .where('organization_id', '=', organizationId)
        .execute();
      assert.deepEqual(
        rows.map(({ id }) => id),
        ['revoked'],
        organizationId,
      );
    }
  });

  it('accepts no access token of before where too much was revoked for too many', async () => {
    await using opened = await upgraded(`;
insert into signing_keys (id, algorithm, public_jwk, sealed_private_jwk, created_at, activates_at)
  values ('k', 'RS256', '{}', 'x', 1, 1);
insert into revocations (id, expires_at)
  with recursive n (i) as (select 1 union all select i + 1 from n where i < 400000) select 'r' || i, ${later} from n`);
    assert.deepEqual(await opened.db.selectFrom('signing_keys').select('id').execute(), []);
    assert.deepEqual(await opened.db.selectFrom('revocations').select('id').execute(), []);
  });

  it('finds applications by their ids, also those that have the id of somebody else', async () => {
    await using opened = await upgraded();
    const { applications, users, applicationRegistry } = opened.store;
    for (const id of ['app', 'both']) assert.equal((await applications.findByClientId(id))?.organizationId, 'one', id);
    assert.equal(await applications.findByClientId('dave'), undefined);
    assert.equal((await users.findAnywhere('dave'))?.organizationId, 'one');
    assert.equal(await users.findAnywhere('app'), undefined);
    assert.equal(await applicationRegistry.isOrigin('https://a.example'), true);
    assert.equal(await applicationRegistry.isOrigin('https://b.example'), false);
  });

  it('counts on within each organization, and gives no number twice', async () => {
    await using opened = await upgraded();
    const { db, store } = opened;
    const settings = await Promise.all(
      ['one', 'two'].map((id) =>
        store.settings.write({ organizationId: id, userId: null }, [{ key: 'C', value: '1' }]),
      ),
    );
    assert.equal(settings.length, 2);
    const rows = await db.selectFrom('settings').select(['organization_id', 'id']).where('key', '=', 'C').execute();
    assert.deepEqual(
      new Map(rows.map((row) => [row.organization_id, row.id])),
      new Map([
        ['one', 45],
        ['two', 44],
      ]),
    );
    for (const organizationId of ['one', 'two', hostId]) {
      await store.users.insert(newUser({ organizationId, id: `new in ${organizationId}`, userName: 'new' }));
    }
    const users = db.selectFrom('users').innerJoin('organizations as o', 'o.id', 'users.organization_id');
    const numbers = await users.select(['search_id', 'o.number']).execute();
    assert.equal(new Set(numbers.map((row) => row.search_id)).size, 4);
    for (const row of numbers) assert.equal(Math.floor(row.search_id / 2 ** 31), row.number);
    const query = { searchTerm: undefined, orderBy: 'name', descending: false, skip: 0, limit: 9 } as const;
    const ids = (await store.users.page('one', query)).results.map(({ id }) => id);
    assert.deepEqual(ids, ['dave', 'new in one'], 'who was there comes first, and has a new number');
  });
});
