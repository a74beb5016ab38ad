import assert from 'node:assert/strict';
import { it } from 'node:test';
import { openEmptyStore } from '../../store/store.fixture.ts';
import { createStore } from '../../store/store.ts';
import { newId } from '../identifier.ts';
import { hostId } from '../organization.ts';
import { everyOrganization, everyOrganizationId } from './every.ts';

/** More than are read at once. */
const count = 250;

/** What was passed on the way through, where the first organization is deleted while it is looked at. */
async function wayThrough(namesOf: (store: ReturnType<typeof createStore>) => AsyncIterable<string>) {
  await using db = await openEmptyStore();
  const store = createStore(db);
  const all = Array.from({ length: count }, (_, n) => ({
    ...{ id: newId(), name: `School ${String(n).padStart(3, '0')}`, createdAt: n },
  }));
  await store.transaction(async ({ organizations }) => {
    for (const one of all) await organizations.insert(one);
  });
  const passed: string[] = [];
  for await (const one of namesOf(store)) {
    const school = all.find(({ id, name }) => id === one || name === one);
    if (school && passed.every((before) => before === hostId)) await store.organizations.delete(school.id, count);
    passed.push(one);
  }
  return { passed, all };
}

it('no organization is passed over when another is deleted meanwhile, by id or by name', async () => {
  const byId = await wayThrough(({ organizations }) => everyOrganizationId(organizations));
  assert.deepEqual(byId.passed, [hostId, ...byId.all.map(({ id }) => id).sort()]);
  const byName = await wayThrough(async function* ({ organizations }) {
    for await (const { name } of everyOrganization(organizations)) yield name;
  });
  assert.deepEqual(
    byName.passed,
    byName.all.map(({ name }) => name),
  );
});
