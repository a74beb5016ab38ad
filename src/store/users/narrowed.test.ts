import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newUser } from '../../directory/user.fixture.ts';
import { openEmptyStore } from '../store.fixture.ts';
import { createStore } from '../store.ts';
import { mostLookedUp } from './narrowed.ts';

const organizationId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';

it('who is active among many found is counted as far as is asked, also where the search goes no further', async () => {
  await using db = await openEmptyStore();
  const store = createStore(db);
  const active = mostLookedUp + 500;
  const users = Array.from({ length: 2 * active }, (_, n) =>
    newUser({ organizationId, id: `id-${n}`, userName: `p${String(n).padStart(5, '0')}`, isActive: n % 2 === 0 }),
  );
  await store.transaction(async (tables) => {
    await tables.organizations.insert({ id: organizationId, name: 'Hogwarts', createdAt: 0 });
    await tables.users.insertMany(organizationId, users);
  });
  const query = { searchTerm: 'p', state: 'active', orderBy: 'userName', descending: false, limit: 1 } as const;
  const skip = mostLookedUp;
  const { totalCount, results } = await store.users.page(organizationId, { ...query, skip, countUpTo: skip + 100 });
  assert.equal(totalCount, skip + 101);
  assert.deepEqual(
    results.map(({ userName }) => userName),
    [`p${2 * skip}`],
  );
  assert.equal((await store.users.page(organizationId, { ...query, skip })).totalCount, active);
});
