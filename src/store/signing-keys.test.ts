import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SigningKeys, StoredSigningKey } from '../token/keys/signing-keys.ts';
import { signingKeys } from './signing-keys.ts';
import { openEmptyStore } from './store.fixture.ts';

/** A migrated database in memory. */
async function openDatabase() {
  const db = await openEmptyStore();
  return { db, [Symbol.asyncDispose]: () => db.destroy() };
}

const key = (kid: string, activatesAt: number): StoredSigningKey => ({
  kid,
  algorithm: 'RS256',
  publicJwk: '{}',
  sealedPrivateJwk: 'sealed',
  createdAt: activatesAt,
  activatesAt,
  retiresAt: null,
});

/** The rows as plain objects; the driver's have no prototype. */
const all = async (store: SigningKeys) => (await store.all()).map((row) => ({ ...row }));

test('a key is read back as it was stored', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  await store.insertFirst(key('a', 1));
  assert.deepEqual(await all(store), [key('a', 1)]);
});

test('there is one first key', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  const answers = await Promise.all([store.insertFirst(key('a', 1)), store.insertFirst(key('b', 1))]);
  assert.deepEqual(answers.toSorted(), [false, true]);
  assert.deepEqual(await all(store), [key(answers[0] ? 'a' : 'b', 1)]);
});

test('a successor has its predecessors retire', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  await store.insertFirst(key('a', 1));
  assert.equal(await store.insertSuccessor(key('b', 2), ['a'], 50), true);
  assert.deepEqual(await all(store), [{ ...key('a', 1), retiresAt: 50 }, key('b', 2)]);
});

test('a predecessor has one successor, and the second one changes nothing', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  await store.insertFirst(key('a', 1));
  const answers = await Promise.all([
    store.insertSuccessor(key('b', 2), ['a'], 50),
    store.insertSuccessor(key('c', 3), ['a'], 60),
  ]);
  assert.deepEqual(answers.toSorted(), [false, true]);
  const successor = answers[0]
    ? [{ ...key('a', 1), retiresAt: 50 }, key('b', 2)]
    : [{ ...key('a', 1), retiresAt: 60 }, key('c', 3)];
  assert.deepEqual(await all(store), successor);
});

test('a successor that cannot be stored leaves its predecessor in place', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  await store.insertFirst(key('a', 1));
  await assert.rejects(store.insertSuccessor(key('a', 2), ['a'], 50));
  assert.deepEqual(await all(store), [key('a', 1)]);
});

test('keys are dropped when their time is over, others are kept', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  await store.insertFirst(key('a', 1));
  await store.insertSuccessor(key('b', 2), ['a'], 50);
  await store.dropRetired(49);
  assert.equal((await all(store)).length, 2);
  await store.dropRetired(50);
  assert.deepEqual(await all(store), [key('b', 2)]);
});
