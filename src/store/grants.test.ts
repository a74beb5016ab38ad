import assert from 'node:assert/strict';
import { test } from 'node:test';
import { accountId } from '../directory/user.ts';
import type { StoredGrant } from '../token/grant/grant-store.ts';
import { grantStore } from './grants.ts';
import { openEmptyStore } from './store.fixture.ts';

/** A migrated database in memory. */
async function openDatabase() {
  const db = await openEmptyStore();
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
}

const now = 1_000_000;

const organizationId = 'o1';
const at = (model: string, id: string) => ({ organizationId, model, id });

const grant = (changes: Partial<StoredGrant> = {}): StoredGrant => ({
  organizationId,
  model: 'RefreshToken',
  id: 'r1',
  grantId: null,
  accountId: null,
  uid: null,
  userCode: null,
  clientId: null,
  payload: '{}',
  expiresAt: now + 1000,
  ...changes,
});

test('a grant is found by id and user code, within its organization and model only', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant({ userCode: 'c1', payload: '{"a":1}' }));
  for (const found of [
    await store.find(at('RefreshToken', 'r1'), now),
    await store.findByUserCode('RefreshToken', 'c1', now),
  ]) {
    const { organizationId, id, payload, expiresAt } = found ?? assert.fail();
    assert.deepEqual([organizationId, id, payload, expiresAt], ['o1', 'r1', '{"a":1}', now + 1000]);
  }
  assert.equal(await store.find(at('Session', 'r1'), now), undefined);
  assert.equal(await store.find({ ...at('RefreshToken', 'r1'), organizationId: 'o2' }, now), undefined);
  assert.equal(await store.findByUserCode('Session', 'c1', now), undefined);
});

test('a grant that is stored again replaces the first', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant());
  await store.upsert(grant({ payload: '{"b":2}' }));
  assert.equal((await store.find(at('RefreshToken', 'r1'), now))?.payload, '{"b":2}');
});

test('what has expired is never found', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant({ userCode: 'c1' }));
  assert.ok(await store.find(at('RefreshToken', 'r1'), now + 999));
  assert.equal(await store.find(at('RefreshToken', 'r1'), now + 1000), undefined);
  assert.equal(await store.findByUserCode('RefreshToken', 'c1', now + 1000), undefined);
});

test('a grant without an expiry stays', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant({ expiresAt: null }));
  assert.ok(await store.find(at('RefreshToken', 'r1'), Number.MAX_SAFE_INTEGER));
});

test('of many who consume a grant at the same time, exactly one does', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant());
  const answers = await Promise.all(Array.from({ length: 20 }, () => store.consume(at('RefreshToken', 'r1'), now)));
  assert.equal(answers.filter(Boolean).length, 1);
  assert.equal((await store.find(at('RefreshToken', 'r1'), now))?.consumedAt, now);
});

test('a grant that does not exist cannot be consumed', async () => {
  await using database = await openDatabase();
  assert.equal(await grantStore(database.db).consume(at('RefreshToken', 'r1'), now), false);
});

test('a consumed grant stays as it is when it is stored again', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant());
  await store.consume(at('RefreshToken', 'r1'), now, '{"used":true}');
  await store.upsert(grant());
  assert.equal(await store.consume(at('RefreshToken', 'r1'), now), false);
  assert.equal((await store.find(at('RefreshToken', 'r1'), now))?.payload, '{"used":true}');
});

test('a grant is destroyed within its model only', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant());
  await store.upsert(grant({ model: 'Session' }));
  await store.destroy(at('RefreshToken', 'r1'));
  assert.equal(await store.find(at('RefreshToken', 'r1'), now), undefined);
  assert.ok(await store.find(at('Session', 'r1'), now));
});

test('ending a consent ends all that came from it', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant({ grantId: 'g1' }));
  await store.upsert(grant({ model: 'AuthorizationCode', grantId: 'g1' }));
  await store.upsert(grant({ id: 'r2', grantId: 'g2' }));
  await store.revokeByGrantId(at('Grant', 'g1'), now + 1);
  assert.equal(await store.find(at('RefreshToken', 'r1'), now), undefined);
  assert.equal(await store.find(at('AuthorizationCode', 'r1'), now), undefined);
  assert.ok(await store.find(at('RefreshToken', 'r2'), now));
});

test("ending a user's grants ends those of every kind, and no other user's", async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  const user = { organizationId: 'o1', id: 'u1' };
  const namesake = { organizationId: 'o2', id: 'u1' };
  await store.upsert(grant({ accountId: accountId(user) }));
  await store.upsert(grant({ model: 'Session', accountId: accountId(user) }));
  await store.upsert(grant({ organizationId: 'o2', id: 'r2', accountId: accountId(namesake) }));
  await store.upsert(grant({ id: 'r3' }));
  await store.upsert(grant({ id: 'r4', accountId: accountId(user), expiresAt: now }));
  const alive = { sessions: 1, refreshTokens: 1, codes: 0, deviceGrants: 0 };
  assert.deepEqual(await store.revokeOfUser(user, now), alive);
  assert.deepEqual(await store.revokeOfUser(user, now), { ...alive, sessions: 0, refreshTokens: 0 });
  assert.equal(await store.find(at('RefreshToken', 'r1'), now), undefined);
  assert.ok(await store.find({ ...at('RefreshToken', 'r2'), organizationId: 'o2' }, now));
  assert.ok(await store.find(at('RefreshToken', 'r3'), now));
});

test('what names no organization is found where the signpost leads, as long as that stands', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  const old = { organizationId: undefined, model: 'RefreshToken', id: 'r1' };
  await store.upsert(grant());
  assert.equal(await store.find(old, now), undefined);
  assert.equal(await store.consume(old, now), false);
  await database.db
    .insertInto('old_handles')
    .values({ id: 'r1', organization_id: organizationId, expires_at: now })
    .execute();
  assert.equal((await store.find(old, now))?.organizationId, organizationId);
  assert.equal(await store.consume(old, now), true);
});

test('a grant that was deleted meanwhile is not stored again by replacing it', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant());
  assert.equal(await store.replace(grant({ payload: '{"b":2}' })), true);
  assert.equal((await store.find(at('RefreshToken', 'r1'), now))?.payload, '{"b":2}');
  await store.destroy(at('RefreshToken', 'r1'));
  assert.equal(await store.replace(grant()), false);
  await store.prolong(at('RefreshToken', 'r1'), now + 5000);
  assert.equal(await store.find(at('RefreshToken', 'r1'), now), undefined);
});

test('of many who take a user code, one gets it', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant({ model: 'DeviceCode', userCode: 'ABCD' }));
  const taken = await Promise.all(Array.from({ length: 5 }, () => store.takeUserCode('DeviceCode', 'ABCD', now)));
  assert.equal(taken.filter(Boolean).length, 1);
  assert.equal(await store.findByUserCode('DeviceCode', 'ABCD', now), undefined);
});

test('ending a grant ends the record of the grant itself', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  await store.upsert(grant({ model: 'Grant', id: 'g1' }));
  await store.upsert(grant({ model: 'Session', id: 'g1' }));
  await store.revokeByGrantId(at('Grant', 'g1'), now + 1);
  assert.equal(await store.find(at('Grant', 'g1'), now), undefined);
  assert.ok(await store.find(at('Session', 'g1'), now));
});

test('a refresh token is rotated once, and not at all when it is gone', async () => {
  await using database = await openDatabase();
  const store = grantStore(database.db);
  const successor = (id: string) => ({ ...grant({ id }), organizationId, grantId: 'g1' });
  await store.upsert(grant({ model: 'Grant', id: 'g1' }));
  await store.upsert(grant({ grantId: 'g1' }));
  const spent = { model: 'RefreshToken', id: 'r1', payload: '{"spent":true}' };
  const ids = ['r2', 'r3', 'r4'];
  const rotated = await Promise.all(ids.map((id) => store.rotate(spent, successor(id), now + 5000, now)));
  assert.deepEqual(rotated, [true, false, false]);
  const { consumedAt, payload } = (await store.find(at('RefreshToken', 'r1'), now)) ?? {};
  assert.deepEqual([consumedAt, payload], [now, spent.payload]);
  assert.equal((await store.find(at('Grant', 'g1'), now + 4000))?.expiresAt, now + 5000);
  assert.ok(await store.find(at('RefreshToken', 'r2'), now));
  assert.equal(await store.find(at('RefreshToken', 'r3'), now), undefined);

  await store.revokeByGrantId(at('Grant', 'g1'), now + 1);
  assert.equal(await store.rotate({ ...spent, id: 'r2' }, successor('r5'), now + 5000, now), false);
  assert.equal(await store.find(at('RefreshToken', 'r5'), now), undefined);
});
