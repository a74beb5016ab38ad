import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { permitOperator } from '../directory/permission.ts';
import { newUser } from '../directory/user.fixture.ts';
import { provisionUser } from '../provisioning/provision.ts';
import { hashCosts } from '../store/hash-costs.ts';
import { createStore } from '../store/store.ts';
import { storedHashes } from '../store/stored-hashes.ts';
import { floor } from './hash/argon2id.ts';
import type { Argon2Parameters } from './hash/scheme.ts';
import { decoyHash, storedCostOf } from './hash.ts';
import { harry, usePasswordWorld } from './password.fixture.ts';
import { createPepper } from './pepper.ts';
import { priceHashes } from './price-hashes.ts';

const world = usePasswordWorld(floor);
const { organizationId } = harry;
const key = Buffer.alloc(32, 1);
const pepper = createPepper({ first: key, all: [key] });
const [weak, strong, strongest] = [19_456, 32_768, 65_536].map((memoryKiB) => ({
  ...{ memoryKiB, iterations: 2, parallelism: 1 },
})) as [Argon2Parameters, Argon2Parameters, Argon2Parameters];
const bcrypt = '$2b$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy';

const storeOf = () => createStore(world.db, undefined, undefined, pepper);

async function create(id: string, passwordHash: string | null, hashCost: number | null = null): Promise<void> {
  const user = newUser({ organizationId, id });
  const provision = { user, passwordHash, hashCost, mustChange: false, groupIds: [] };
  await storeOf().transaction((tables) => provisionUser(tables, permitOperator('installation.provision'), provision));
}

const price = (parameters: Argon2Parameters, mayGoOn = async () => true) => {
  const { organizationIds } = storedHashes(world.db);
  return priceHashes({ organizationIds, costs: hashCosts(world.db), pepper, parameters, mayGoOn });
};

const outdated = () => storeOf().activity.outdatedHashes(organizationId);

describe('hashes that were made here', () => {
  it('count as outdated when new ones become stronger, and no more when they do not', async () => {
    await create('ron', decoyHash(weak));
    await create('hermione', decoyHash(strong));
    await create('luna', bcrypt, storedCostOf(bcrypt));
    await create('ginny', null);
    // Harry's is like Ron's.
    await price(weak);
    assert.equal(await outdated(), 1);
    await price(strong);
    assert.equal(await outdated(), 3);
    await price(strongest);
    assert.equal(await outdated(), 4);
    await price(strong);
    assert.equal(await outdated(), 3);
  });

  it('are looked at again only when the parameters of new ones have changed', async () => {
    await create('ron', decoyHash(weak));
    assert.equal(await price(weak), 0);
    assert.equal(await price(weak), undefined);
    assert.equal(await price(strong), 2);
    assert.equal(await price(strong), undefined);
  });

  it('are looked at from the beginning when the server was stopped meanwhile', async () => {
    await create('ron', decoyHash(weak));
    assert.equal(await price(strong, async () => false), undefined);
    assert.equal(await price(strong), 2);
  });

  it('count no more once they are made anew', async () => {
    await create('ron', decoyHash(weak));
    await price(strong);
    const { credentials } = storeOf();
    const read = (await credentials.find({ organizationId, id: 'ron' })) ?? assert.fail();
    assert.equal(await outdated(), 2);
    assert.ok(await credentials.renew(read, decoyHash(strong)));
    assert.equal(await outdated(), 1);
  });
});
