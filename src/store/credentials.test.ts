import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { isSealedHash } from '../directory/pepper.ts';
import { permitOperator } from '../directory/permission.ts';
import type { Store } from '../directory/store.ts';
import { newUser } from '../directory/user.fixture.ts';
import { createPepper } from '../password/pepper.ts';
import { provisionOrganization, provisionUser } from '../provisioning/provision.ts';
import type { Connection } from './open.ts';
import { openEmptyStore } from './store.fixture.ts';
import { createStore } from './store.ts';

const provisioning = permitOperator('installation.provision');

const user = { organizationId: 'organization', id: 'har-3107' };
let store: Store;

let db: Connection | undefined;

async function arrange(): Promise<void> {
  await db?.destroy();
  db = await openEmptyStore();
  store = createStore(db);
  const { organizationId } = user;
  await store.transaction(async (tables) => {
    await provisionOrganization(tables, provisioning, { id: organizationId, name: 'Hogwarts', createdAt: 0 });
    const account = newUser({ ...user, userName: 'harry', createdAt: 0 });
    await provisionUser(tables, provisioning, { user: account, passwordHash: 'first', mustChange: true, groupIds: [] });
  });
}

describe('a credential', () => {
  beforeEach(arrange);

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

  it('is found when it costs most of those that were made elsewhere, until it is replaced by one that was not', async () => {
    const arrange = (organizationId: string, id: string, hashCost: number | null) =>
      store.transaction(async (tables) => {
        const account = newUser({ organizationId, id, userName: id, createdAt: 0 });
        const facts = { passwordHash: `hash of ${id}`, hashCost, mustChange: false, groupIds: [] };
        await provisionUser(tables, provisioning, { user: account, ...facts });
      });
    const slowest = async () => [
      await store.credentials.slowestForeign(user.organizationId),
      await store.credentials.slowestForeign('other'),
    ];
    assert.deepEqual(await slowest(), [undefined, undefined]);
    await store.transaction((tables) =>
      provisionOrganization(tables, provisioning, { id: 'other', name: 'Ministry', createdAt: 0 }),
    );
    await arrange(user.organizationId, 'ron', 60);
    await arrange(user.organizationId, 'neville', 200);
    await arrange('other', 'arthur', 900);
    assert.deepEqual(await slowest(), ['hash of neville', 'hash of arthur']);
    const find = async (organizationId: string, id: string) =>
      (await store.credentials.find({ organizationId, id })) ?? assert.fail();
    assert.ok(await store.credentials.renew(await find(user.organizationId, 'neville'), 'ours'));
    assert.ok(await store.credentials.replace(await find('other', 'arthur'), 'ours', 0));
    assert.deepEqual(await slowest(), ['hash of ron', undefined]);
  });

  it('lets its owner be told of a lock once in a while', async () => {
    const tell = (now: number) => store.credentials.mayTellOfLock(user, now, 1000);
    assert.deepEqual([await tell(0), await tell(999), await tell(1000), await tell(1001)], [true, false, true, false]);
  });

  it('lies in the store sealed with the pepper, and is opened when it is read, however it came there', async () => {
    assert.ok(db);
    const key = Buffer.alloc(32, 1);
    const pepper = createPepper({ first: key, all: [key] });
    const sealed = createStore(db, undefined, undefined, pepper);
    const ron = { organizationId: user.organizationId, id: 'ron-3107' };
    await store.users.insert(newUser({ ...ron, userName: 'ron', createdAt: 0 }));
    const history = [{ passwordHash: '$2b$10$retired', retiredAt: 0 }];
    await sealed.credentials.insertMany([
      { ...ron, userName: 'ron', passwordHash: '{SSHA}present', createdAt: 0, mustChange: false, history },
    ]);
    const first = (await sealed.credentials.find(user)) ?? assert.fail();
    assert.equal(first.passwordHash, 'first');
    assert.ok(await sealed.credentials.replace(first, 'second', 0));
    await sealed.credentials.retire(first, 0, 10);

    const read = async (one: typeof user) => [
      (await sealed.credentials.find(one))?.passwordHash,
      ...(await sealed.credentials.history(one, 10)),
    ];
    assert.deepEqual(await Promise.all([read(user), read(ron)]), [
      ['second', 'first'],
      ['{SSHA}present', '$2b$10$retired'],
    ]);
    const present = await db.selectFrom('credentials').select('password_hash as text').execute();
    const retired = await db.selectFrom('password_history').select('password_hash as text').execute();
    assert.equal(present.length + retired.length, 4);
    for (const { text } of [...present, ...retired]) assert.ok(isSealedHash(text ?? ''));
  });
});
