import assert from 'node:assert/strict';
import { it } from 'node:test';
import { newId } from '../../directory/identifier.ts';
import { permitOperator } from '../../directory/permission.ts';
import { newUser } from '../../directory/user.fixture.ts';
import type { UserQuery } from '../../directory/user.ts';
import { provisionOrganization } from '../../provisioning/provision.ts';
import { withAsked } from '../asked.fixture.ts';
import { openEmptyStore } from '../store.fixture.ts';
import { createStore } from '../store.ts';
import { storedHashes } from '../stored-hashes.ts';
import { mostLookedUp } from './narrowed.ts';

const organizationId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';
const invited: UserQuery = {
  searchTerm: undefined,
  state: 'invited',
  orderBy: 'userName',
  descending: false,
  skip: 0,
  limit: 2,
};

it('very many invitations are counted in their index, without those whom nobody can invite', async () => {
  await using db = await openEmptyStore();
  const store = createStore(db);
  const provisioning = permitOperator('installation.provision');
  const person = (n: number) => newUser({ organizationId, id: newId(), userName: `user${String(n).padStart(5, '0')}` });
  const users = [
    { ...person(0), passwordHash: 'a hash' },
    { ...person(1), isActive: false, passwordHash: null },
    { ...person(2), type: 'robot' as const, passwordHash: null },
    ...Array.from({ length: mostLookedUp + 2 }, (_, n) => ({ ...person(n + 3), passwordHash: null })),
  ];
  await store.transaction(async (tables) => {
    await provisionOrganization(tables, provisioning, { id: organizationId, name: 'Hogwarts', createdAt: 0 });
    await tables.users.insertMany(organizationId, users);
    const credential = { organizationId, createdAt: 0, mustChange: false };
    await tables.credentials.insertMany(
      users.map(({ id, userName, passwordHash }) => ({ ...credential, id, userName, passwordHash })),
    );
  });
  const deleted = await store.users.findByName(organizationId, 'user00003');
  assert.ok(deleted && (await store.users.softDelete(deleted, 1)));
  const { asked, result: page } = await withAsked(() => store.users.page(organizationId, invited));
  assert.equal(page.totalCount, mostLookedUp + 1);
  assert.deepEqual(
    page.results.map(({ userName }) => userName),
    ['user00004', 'user00005'],
  );
  const walked = asked.filter((sql) => /count\(\*\)/.test(sql) && /from "users"/.test(sql));
  assert.equal(walked.length, 2);
  for (const sql of walked) assert.match(sql, /is_active = 0|case type .* > 0/);
  const names = async (query: Partial<UserQuery>) =>
    (await store.users.page(organizationId, { ...invited, ...query })).results.map(({ userName }) => userName);
  const pages = [{ skip: 5000 }, { descending: true }] as const;
  const readOff = [
    ['user05004', 'user05005'],
    ['user10004', 'user10003'],
  ];
  assert.deepEqual(await Promise.all(pages.map(names)), readOff);
  const hash = { organizationId, id: users[0]?.id ?? '', sequence: undefined, text: 'a hash' };
  assert.equal(await storedHashes(db).remove([hash]), 1);
  assert.deepEqual(await names({}), ['user00000', 'user00004'], 'whose password was taken away is in the index, too');
  const again = (await store.credentials.find(hash)) ?? assert.fail();
  assert.ok(await store.credentials.replace(again, 'another hash', 1));
  assert.deepEqual(await names({}), ['user00004', 'user00005']);
  await db
    .updateTable('credentials')
    .set({ name_key: null })
    .where('user_id', '=', users[9]?.id ?? '')
    .execute();
  assert.deepEqual(await Promise.all(pages.map(names)), readOff, 'though an earlier version has written one of them');
  const soFar = await store.users.page(organizationId, { ...invited, countUpTo: 100, skip: mostLookedUp });
  assert.deepEqual([soFar.totalCount, soFar.results.length], [101, 1]);
});
