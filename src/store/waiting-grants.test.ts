import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Requester } from '../token/grant/grant-store.ts';
import { openDatabase } from '../token/token.fixture.ts';
import { grantStore } from './grants.ts';
import { levelFor } from './waiting-grants.ts';

const limits = { network: 20, organization: 50, allNetworks: 100 };

/** A store in which devices wait, each a millisecond longer than the one after it. */
async function open() {
  const { db } = await openDatabase();
  const store = grantStore(db, limits);
  let count = 0;
  const wait = async (requester: Requester, times = 1): Promise<string[]> => {
    const ids = Array.from({ length: times }, () => `d${++count}`);
    for (const id of ids) {
      const nobody = {
        organizationId: 'o',
        grantId: null,
        accountId: null,
        uid: null,
        userCode: id,
        clientId: 'c',
        payload: '{}',
      };
      await store.upsert({ model: 'DeviceCode', id, ...nobody, expiresAt: 1000 + Number(id.slice(1)), requester });
    }
    return ids;
  };
  const isThere = async (id = '') =>
    (await store.find({ organizationId: 'o', model: 'DeviceCode', id }, 1)) !== undefined;
  const left = async () => (await db.selectFrom('grants').select('id').execute()).length;
  return { db, store, wait, isThere, left, [Symbol.asyncDispose]: () => db.destroy() };
}

describe('what waits for somebody', () => {
  it('is so much for a network, of which the latest stays', async () => {
    await using opened = await open();
    const ids = await opened.wait('network 192.0.2.0/24', 25);
    assert.equal(await opened.left(), 20);
    assert.deepEqual([await opened.isThere(ids[4]), await opened.isThere(ids[5])], [false, true]);
  });

  it('is more for an organization whose applications have proved who they are', async () => {
    await using opened = await open();
    await opened.wait('organization o', 60);
    assert.equal(await opened.left(), 50);
  });

  it('takes from those that have most when all networks have too much together, and from nobody else', async () => {
    await using opened = await open();
    const [honest] = await opened.wait('network 203.0.113.0/24');
    const [proven] = await opened.wait('organization o');
    for (let network = 0; network < 10; network += 1) await opened.wait(`network 192.0.${network}.0/24`, 20);
    assert.ok((await opened.left()) <= limits.allNetworks + 64 + 1, String(await opened.left()));
    assert.deepEqual([await opened.isThere(honest), await opened.isThere(proven)], [true, true]);
  });

  it('is bounded also when every one comes from a network of its own: the oldest goes', async () => {
    await using opened = await open();
    for (let network = 0; network < 256; network += 1) await opened.wait(`network 10.0.${network}.0/24`);
    assert.ok((await opened.left()) <= limits.allNetworks + 64);
    assert.deepEqual([await opened.isThere('d1'), await opened.isThere('d256')], [false, true]);
  });

  it('waits no more, and is nobody else to make room for, once it was answered', async () => {
    await using opened = await open();
    const [answered] = await opened.wait('network 192.0.2.0/24');
    const found = (await opened.store.takeUserCode('DeviceCode', answered ?? '', 1)) ?? assert.fail();
    const person = { accountId: 'o/u', grantId: 'g', clientId: 'c', uid: null, userCode: null };
    await opened.store.replace({ ...found, ...person, model: 'DeviceCode' });
    await opened.wait('network 192.0.2.0/24', 30);
    assert.equal(await opened.isThere(answered), true);
  });
});

describe('the level', () => {
  for (const [counts, room, level] of [
    [[1, 2, 3], 6, Number.POSITIVE_INFINITY],
    [[1, 2, 30], 10, 7],
    [[10, 10, 10], 10, 3],
    [[1, 1, 1], 2, 0],
    [[], 5, Number.POSITIVE_INFINITY],
  ] as const) {
    it(`of ${counts} in a room of ${room} is ${level}`, () => assert.equal(levelFor(counts, room), level));
  }
});
