import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { permitOperator } from '../directory/permission.ts';
import { provisionOrganization, provisionUser } from '../directory/provision.ts';
import type { Store } from '../directory/store.ts';
import { migrate } from './migrate.ts';
import { openSqlite } from './sqlite.ts';
import { createStore } from './store.ts';

const provisioning = permitOperator('installation.provision');

const user = { organizationId: 'organization', id: 'har-3107' };
const policy = { isEnabled: true, maxFailedAttempts: 3, lockoutMs: 1000 };
const reserved = { outcome: 'reserved', isLast: false };
const last = { outcome: 'reserved', isLast: true };
const locked = { outcome: 'locked' };

let store: Store;

beforeEach(async () => {
  const db = openSqlite(':memory:');
  await migrate(db);
  store = createStore(db);
  const { organizationId } = user;
  const names = { userName: 'harry', email: null, name: null, surname: null, displayName: null };
  const flags = { emailConfirmed: false, isActive: true, bypassBasicAuthRestriction: false, invitationAccepted: true };
  await store.transaction(async (tables) => {
    await provisionOrganization(tables, provisioning, { id: organizationId, name: 'Hogwarts', createdAt: 0 });
    const account = { ...user, ...names, ...flags, createdAt: 0 };
    await provisionUser(tables, provisioning, { user: account, passwordHash: 'first', mustChange: true, groupIds: [] });
  });
});

const reserve = (now: number) => store.credentials.reserveAttempt(user, policy, now);

describe('the attempts of an account', () => {
  it('are as many as the limit, and the last of them locks', async () => {
    assert.deepEqual([await reserve(0), await reserve(0), await reserve(0)], [reserved, reserved, last]);
    assert.deepEqual(await reserve(999), locked);
  });

  it('are counted anew when the lock has run out', async () => {
    for (let n = 0; n < 3; n++) await reserve(0);
    assert.deepEqual([await reserve(1000), await reserve(1000), await reserve(1000)], [reserved, reserved, last]);
    assert.deepEqual(await reserve(1999), locked);
  });

  it('can be given back one by one, which opens a lock that only they had made', async () => {
    for (let n = 0; n < 3; n++) await reserve(0);
    await store.credentials.releaseAttempt(user);
    assert.deepEqual([await reserve(0), await reserve(0)], [last, locked]);
  });

  it('are never fewer than none', async () => {
    await store.credentials.releaseAttempt(user);
    assert.deepEqual([await reserve(0), await reserve(0), await reserve(0)], [reserved, reserved, last]);
  });

  it('are forgotten together with the lock', async () => {
    for (let n = 0; n < 3; n++) await reserve(0);
    await store.credentials.forgiveAttempts(user);
    assert.deepEqual([await reserve(0), await reserve(0), await reserve(0)], [reserved, reserved, last]);
  });

  it('are forgotten by a new password', async () => {
    for (let n = 0; n < 3; n++) await reserve(0);
    const credential = await store.credentials.find(user);
    assert.ok(credential && (await store.credentials.replace(credential, 'second', 0)));
    assert.deepEqual(await reserve(0), reserved);
  });
});

describe('a credential', () => {
  it('is replaced only by who has read its latest version', async () => {
    const [one, two] = [await store.credentials.find(user), await store.credentials.find(user)];
    assert.ok(one && two);
    assert.equal(await store.credentials.replace(one, 'second', 0), true);
    assert.equal(await store.credentials.replace(two, 'third', 0), false);
    assert.equal((await store.credentials.find(user))?.passwordHash, 'second');
  });

  it('leaves its latest predecessors in the history, newest first, and no more than are kept', async () => {
    for (const next of ['second', 'third', 'fourth', 'fifth']) {
      const credential = await store.credentials.find(user);
      assert.ok(credential && (await store.credentials.replace(credential, next, 0)));
      await store.credentials.retire(credential, 0, 3);
    }
    assert.deepEqual(await store.credentials.history(user, 2), ['fourth', 'third']);
    assert.deepEqual(await store.credentials.history(user, 10), ['fourth', 'third', 'second']);
  });
});
