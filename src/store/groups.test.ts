import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { permitOperator } from '../directory/permission.ts';
import { provisionOrganization } from '../provisioning/provision.ts';
import { openEmptyStore } from './store.fixture.ts';
import { createStore } from './store.ts';

const provisioning = permitOperator('installation.provision');

const organizationId = '11111111-1111-4111-8111-111111111111';

async function openStore() {
  const db = await openEmptyStore();
  const store = createStore(db);
  await store.transaction((tables) =>
    provisionOrganization(tables, provisioning, { id: organizationId, name: 'A', createdAt: 1 }),
  );
  return { store, [Symbol.asyncDispose]: () => db.destroy() };
}

describe('what is changed by two at once', () => {
  it('keeps the first change of a group: the second one was made to what it no longer is', async () => {
    await using opened = await openStore();
    const { groups } = opened.store;
    await groups.insert({ organizationId, id: 'g', name: 'First', type: 'custom', createdAt: 1 });
    const read = (await groups.find(organizationId, 'g')) ?? assert.fail();
    assert.equal(await groups.replace(read, 'Second', 2), true);
    assert.equal(await groups.replace(read, 'Third', 3), false);
    assert.equal(await groups.delete(read), false);
    assert.equal((await groups.find(organizationId, 'g'))?.name, 'Second');
  });

  it('keeps the first change of a robot account', async () => {
    await using opened = await openStore();
    const { robotAccounts } = opened.store;
    await robotAccounts.insert({ organizationId, id: 'r', name: 'r', displayName: 'First', createdAt: 1 });
    const read = (await robotAccounts.findByName(organizationId, 'R')) ?? assert.fail();
    assert.equal(await robotAccounts.replace(read, 'Second', 2), true);
    assert.equal(await robotAccounts.replace(read, 'Third', 3), false);
    assert.equal(await robotAccounts.delete(read), false);
    assert.equal((await robotAccounts.findByName(organizationId, 'r'))?.displayName, 'Second');
  });
});

describe('the members of groups', () => {
  it('are all there, by name, however many share a page or fill several', async () => {
    await using opened = await openStore();
    const sizes = [1, 0, 249, 250, 251, 3, 600, 2];
    const groups = sizes.map((size, index) => ({ id: `group-${index}`, size }));
    await opened.store.transaction(async (tables) => {
      for (const { id, size } of groups) {
        await tables.groups.insert({ organizationId, id, name: id, type: 'custom', createdAt: 1 });
        const names = Array.from({ length: size }, (_, index) => `${id}-${String(index).padStart(3, '0')}`);
        for (const name of names) {
          await tables.robotAccounts.insert({ organizationId, id: name, name, displayName: name, createdAt: 1 });
        }
        await tables.memberships.add(
          organizationId,
          id,
          names.map((member) => ({ id: member, type: 'robotAccount' as const })),
        );
      }
    });
    const found = await opened.store.memberships.ofGroups(
      organizationId,
      groups.map(({ id }) => id),
    );
    for (const { id, size } of groups) {
      const names = (found.get(id) ?? []).map(({ name }) => name);
      assert.equal(new Set(names).size, size);
      assert.deepEqual(names, names.toSorted());
      assert.ok(names.every((name) => name?.startsWith(`${id}-`)));
    }
  });
});
