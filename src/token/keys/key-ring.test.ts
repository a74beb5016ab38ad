import assert from 'node:assert/strict';
import { createSecretKey, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { calculateJwkThumbprint } from 'jose';
import { StartupError } from '../../errors.ts';
import { signingKeys } from '../../store/signing-keys.ts';
import { openDatabase, sealer } from '../token.fixture.ts';
import { openKeyRing } from './key-ring.ts';
import { seal } from './seal.ts';
import { sealKey } from './sealed-key.ts';
import { createSealer } from './sealer.ts';
import { generateSigningKey, publicJwk } from './signing-key.ts';
import type { SigningAlgorithm, SigningKeys } from './signing-keys.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const start = Date.UTC(2026, 0, 1);

/** Of keys for ES256, unless a test is about others: the primes of RSA have to be searched for. */
const openRing = (store: SigningKeys, now = start, algorithm: SigningAlgorithm = 'ES256') =>
  openKeyRing({ store, sealer, lifetimeDays: 90, algorithm }, now);

test('the first key is made at the first start and signs at once', async () => {
  await using database = await openDatabase();
  const ring = await openRing(signingKeys(database.db));
  assert.deepEqual(
    ring.published(start).map(({ kid }) => kid),
    [ring.signer(start).kid],
  );
});

test('a key is named by the thumbprint of its public half, and only that half is published', async () => {
  await using database = await openDatabase();
  const ring = await openRing(signingKeys(database.db), start, 'RS256');
  const [published] = ring.published(start);
  assert.ok(published);
  assert.deepEqual(Object.keys(published).sort(), ['alg', 'e', 'kid', 'kty', 'n', 'use']);
  assert.ok(published.kty === 'RSA');
  assert.equal(Buffer.from(published.n, 'base64url').length, 256);
  assert.equal(published.kid, await calculateJwkThumbprint(published));
});

test('a key for ES256 is a point on P-256, and its private half is not in the store', async () => {
  await using database = await openDatabase();
  const ring = await openRing(signingKeys(database.db), start, 'ES256');
  const [published] = ring.published(start);
  assert.ok(published?.kty === 'EC');
  assert.deepEqual(Object.keys(published).sort(), ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
  assert.deepEqual([published.alg, published.crv], ['ES256', 'P-256']);
  assert.equal(published.kid, await calculateJwkThumbprint(published));
  const { d = '' } = ring.signer(start).privateKey.export({ format: 'jwk' });
  const rows = await database.db.selectFrom('signing_keys').selectAll().execute();
  assert.equal(rows[0]?.algorithm, 'ES256');
  assert.ok(d.length > 40 && !JSON.stringify(rows).includes(d));
});

test('another algorithm takes over as any successor does: published at once, signing after the lead', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  const { kid } = (await openRing(store, start, 'RS256')).signer(start);
  const ring = await openRing(store, start + day, 'ES256');
  assert.equal(ring.signer(start + day).kid, kid, 'until it is known that the clock is right');
  await ring.maintain(start + day);
  await ring.maintain(start + day + minute);
  assert.deepEqual(ring.algorithms(start + day), ['RS256', 'ES256']);
  assert.equal(ring.signer(start + day + 10 * minute).algorithm, 'ES256');
  assert.equal(ring.find(kid, start + day + 10 * minute)?.algorithm, 'RS256');
  await ring.maintain(start + 2 * day);
  assert.deepEqual(ring.algorithms(start + 2 * day), ['ES256']);
});

test('processes that are set to different algorithms do not replace the key in turn', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  const one = await openRing(store, start, 'RS256');
  const other = await openRing(store, start, 'ES256');
  for (let at = start; at < start + day; at += 30 * minute) for (const ring of [one, other]) await ring.maintain(at);
  const rows = await database.db.selectFrom('signing_keys').select('algorithm').execute();
  assert.deepEqual(
    rows.map(({ algorithm }) => algorithm),
    ['ES256'],
  );
});

test('a restart takes up the stored key', async () => {
  await using database = await openDatabase();
  const { kid } = (await openRing(signingKeys(database.db))).signer(start);
  const again = await openRing(signingKeys(database.db), start + day);
  assert.equal(again.signer(start + day).kid, kid);
});

test('nothing in the store tells the private key', async () => {
  await using database = await openDatabase();
  const ring = await openRing(signingKeys(database.db), start, 'RS256');
  const secrets = Object.entries(ring.signer(start).privateKey.export({ format: 'jwk' }))
    .filter(([name]) => ['d', 'p', 'q', 'dp', 'dq', 'qi'].includes(name))
    .map(([, value]) => String(value));
  const stored = JSON.stringify(await database.db.selectFrom('signing_keys').selectAll().execute());
  assert.equal(secrets.length, 6);
  for (const secret of secrets) assert.ok(!stored.includes(secret));
});

test('another installation key stops the start', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  await openRing(store);
  const other = openKeyRing(
    { store, sealer: createSealer(randomBytes(32)), lifetimeDays: 90, algorithm: 'ES256' },
    start,
  );
  await assert.rejects(other, (error) => error instanceof StartupError && /does not open/.test(error.message));
});

test('a key that someone planted in the store is not accepted', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  await openRing(store);
  const planted = await generateSigningKey({ createdAt: start, activatesAt: start, retiresAt: null }, 'ES256');
  const privateJwk = JSON.stringify(planted.privateKey.export({ format: 'jwk' }));
  await database.db
    .updateTable('signing_keys')
    .set({
      id: planted.kid,
      public_jwk: JSON.stringify(publicJwk(planted)),
      sealed_private_jwk: seal(privateJwk, createSecretKey(randomBytes(32)), planted.kid),
    })
    .execute();
  await assert.rejects(openRing(store), StartupError);
});

test('a public key that someone changed in the store is not believed', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  const ring = await openRing(store);
  await database.db.updateTable('signing_keys').set({ public_jwk: '{}' }).execute();
  assert.deepEqual((await openRing(store)).published(start), ring.published(start));
});

test('a successor is published at once and signs after the lead', async () => {
  await using database = await openDatabase();
  const ring = await openRing(signingKeys(database.db));
  const first = ring.signer(start).kid;
  await ring.rotate(start);
  const [, second] = ring.published(start).map(({ kid }) => kid);
  assert.ok(second && second !== first);
  assert.equal(ring.signer(start + 10 * minute - 1).kid, first);
  assert.equal(ring.signer(start + 10 * minute).kid, second);
});

test('a predecessor verifies until the last of its tokens has expired, and is then dropped', async () => {
  await using database = await openDatabase();
  const ring = await openRing(signingKeys(database.db));
  const { kid } = ring.signer(start);
  await ring.rotate(start);
  const end = start + 10 * minute + 3600_000 + 30_000;
  assert.ok(ring.find(kid, end - 1));
  assert.equal(ring.published(end - 1).length, 2);
  assert.equal(ring.find(kid, end), undefined);
  assert.equal(ring.published(end).length, 1);
  await ring.maintain(end);
  const rows = await database.db.selectFrom('signing_keys').select('id').execute();
  assert.deepEqual(
    rows.map(({ id }) => id),
    [ring.signer(end).kid],
  );
});

test('maintenance rotates when the key has reached its age, and not before', async () => {
  await using database = await openDatabase();
  const ring = await openRing(signingKeys(database.db));
  await ring.maintain(start + 90 * day - 1);
  assert.equal(ring.published(start + 90 * day - 1).length, 1);
  await ring.maintain(start + 90 * day);
  await ring.maintain(start + 90 * day + minute);
  assert.equal(ring.published(start + 90 * day + minute).length, 2);
});

test('of two processes that rotate at the same time, one makes the successor and both know it', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  const [one, other] = [await openRing(store), await openRing(store)];
  const due = start + 90 * day;
  await Promise.all([one.maintain(due), other.maintain(due)]);
  await Promise.all([one.refresh(), other.refresh()]);
  assert.equal(one.published(due).length, 2);
  assert.deepEqual(one.published(due), other.published(due));
});

test('of two processes that start first at the same time, one makes the key and both know it', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  const [one, other] = await Promise.all([openRing(store), openRing(store)]);
  assert.deepEqual(one.published(start), other.published(start));
  assert.equal(one.published(start).length, 1);
});

test('a refresh learns at once of keys that other processes made or took away', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  const [one, other] = [await openRing(store), await openRing(store)];
  const { kid } = one.signer(start);
  await other.rotate(start);
  const [, successor = ''] = other.published(start).map((key) => key.kid);
  await one.refresh();
  assert.ok(one.find(successor, start));

  const stolen = await generateSigningKey({ createdAt: start, activatesAt: start, retiresAt: null }, 'ES256');
  await store.replaceAll(sealKey(stolen, sealer));
  await one.refresh();
  assert.deepEqual([one.find(kid, start), one.find(successor, start)], [undefined, undefined]);
  assert.equal(one.signer(start).kid, stolen.kid);
});

test('a key that is slipped into the store later is left out, and stops nobody', async () => {
  await using database = await openDatabase();
  const store = signingKeys(database.db);
  const ring = await openRing(store);
  const { kid } = ring.signer(start);
  const planted = await generateSigningKey({ createdAt: start, activatesAt: start, retiresAt: null }, 'ES256');
  await database.db
    .insertInto('signing_keys')
    .values({
      ...{ id: planted.kid, algorithm: 'ES256', public_jwk: JSON.stringify(publicJwk(planted)), created_at: start },
      ...{ sealed_private_jwk: sealKey(planted, createSealer(randomBytes(32))).sealedPrivateJwk },
      ...{ activates_at: start, retires_at: null },
    })
    .execute();
  await ring.refresh();
  assert.equal(ring.find(planted.kid, start), undefined);
  assert.equal(ring.signer(start).kid, kid);
});
