import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { DirectoryEntity } from '../directory/directory-entity.ts';
import { newUser } from '../directory/user.fixture.ts';
import { openEmptyStore } from './store.fixture.ts';
import { createStore } from './store.ts';

const organizationId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';
const groupId = 'army';
/** More than two pages. */
const count = 4500;

it('the members of a large group are read by name, whatever their kind, as if all of them were sorted', async () => {
  await using db = await openEmptyStore();
  const store = createStore(db);
  const name = (n: number) => `N${String((n * 7919) % count).padStart(5, '0')}`;
  const numbers = Array.from({ length: count }, (_, n) => n);
  await store.transaction(async (tables) => {
    await tables.organizations.insert({ id: organizationId, name: 'Hogwarts', createdAt: 0 });
    for (const id of [groupId, 'others']) {
      await tables.groups.insert({ organizationId, id, name: id, type: 'custom', createdAt: 0 });
    }
    const users = numbers.map((n) => newUser({ organizationId, id: `user-${n}`, userName: name(n) }));
    await tables.users.insertMany(organizationId, users);
    const inside = users.filter((_, n) => n % 20 > 0);
    await tables.memberships.add(
      organizationId,
      groupId,
      inside.map(({ id }) => ({ id, type: 'user' })),
    );
    for (const n of numbers.filter((one) => one % 50 === 0)) {
      // Some have the name of a person, and some that of each other.
      const robot = { organizationId, id: `robot-${n}`, name: name(n), displayName: name(n), createdAt: 0 };
      await tables.robotAccounts.insert(robot);
      const application = { organizationId, id: `application-${n}`, name: n % 100 === 0 ? 'N00001' : name(n) };
      const facts = { isConfidential: true, redirectUris: [], isActive: true, createdAt: 0 };
      await tables.applications.insert({ ...application, ...facts }, []);
      await tables.memberships.add(organizationId, groupId, [
        { id: robot.id, type: 'robotAccount' },
        { id: application.id, type: 'application' },
      ]);
    }
    await tables.memberships.add(organizationId, 'others', [{ id: 'user-0', type: 'user' }]);
  });
  const found: DirectoryEntity[] = [];
  for await (const member of store.memberships.ofGroup(organizationId, groupId)) found.push(member);
  const sorted = (await store.memberships.ofGroups(organizationId, [groupId])).get(groupId);
  assert.equal(found.length, count - count / 20 + count / 25);
  assert.deepEqual(found, sorted);
});
