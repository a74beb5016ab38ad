import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { permitOperator } from '../../directory/permission.ts';
import { newUser } from '../../directory/user.fixture.ts';
import { provisionOrganization } from '../../provisioning/provision.ts';
import { withAsked } from '../asked.fixture.ts';
import { migrate } from '../migrate.ts';
import { type Connection, openStore } from '../open.ts';
import { createStore } from '../store.ts';
import { openInvitations } from '../users/open-invitations.ts';
import { planOf } from './plan.fixture.ts';

const organizationId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';

describe('users whom a search has found', () => {
  let db: Connection;
  before(async () => {
    db = openStore(':memory:');
    await migrate(db);
    const provisioning = permitOperator('installation.provision');
    await createStore(db).transaction(async (tables) => {
      await provisionOrganization(tables, provisioning, { id: organizationId, name: 'Hogwarts', createdAt: 0 });
      const people = ['harry', 'hermione'].map((userName) => newUser({ organizationId, id: userName, userName }));
      await tables.users.insertMany(organizationId, people);
    });
  });
  after(() => db.destroy());

  for (const orderBy of ['userName', 'name', 'surname', 'email', 'creationTime', 'type'] as const) {
    it(`are looked up by their numbers and then sorted by ${orderBy}, however many others there are`, async () => {
      const query = { searchTerm: 'h', orderBy, descending: false, skip: 0, limit: 10 } as const;
      const { asked, result } = await withAsked(() => createStore(db).users.page(organizationId, query));
      assert.equal(result.results.length, 2);
      const lookUp = asked.find((sql) => sql.includes('"search_id" in')) ?? '';
      assert.match(await planOf(db, lookUp), /users_search_id \(organization_id=\? AND search_id=\?\)/, lookUp);
    });
  }
});

it('a list of users is read off an index in every order that has one, and in both directions', async () => {
  await using db = openStore(':memory:');
  await migrate(db);
  const store = createStore(db);
  await store.transaction(async (tables) => {
    const provisioning = permitOperator('installation.provision');
    await provisionOrganization(tables, provisioning, { id: organizationId, name: 'Hogwarts', createdAt: 0 });
    await tables.users.insert(newUser({ organizationId, id: 'harry', userName: 'harry' }));
  });
  const orders = ['email', 'name', 'surname', 'displayName', 'creationTime', 'lastLoginTime', 'type'] as const;
  for (const orderBy of orders) {
    for (const descending of [false, true]) {
      const query = { searchTerm: undefined, orderBy, descending, skip: 0, limit: 10 };
      const { asked } = await withAsked(() => store.users.page(organizationId, query));
      const page = asked.find((sql) => /from "users".*order by/s.test(sql)) ?? '';
      const steps = await planOf(db, page);
      assert.match(steps, /^SEARCH users USING INDEX users_/, `${orderBy}: ${steps}`);
      assert.doesNotMatch(steps, /TEMP B-TREE/, `${orderBy}: ${steps}`);
    }
  }
});

it('people are found by the beginning of any of their names on an index that ends with it', async () => {
  await using db = openStore(':memory:');
  await migrate(db);
  const prefix = { prefix: 'h', byEmail: true, limit: 10 };
  const { asked } = await withAsked(() => createStore(db).entities.startingWith(organizationId, 'user', prefix));
  const ofUsers = asked.filter((sql) => sql.includes('from "users"'));
  assert.equal(ofUsers.length, 3);
  for (const statement of ofUsers) {
    const steps = await planOf(db, statement);
    assert.match(steps, /^SEARCH e USING INDEX users_\w+_key \([^)]* AND \w+_key>\? AND \w+_key<\?\)/, steps);
    assert.doesNotMatch(steps, /TEMP B-TREE/, steps);
  }
});

it('which second factors several people have is looked up person by person', async () => {
  await using db = openStore(':memory:');
  await migrate(db);
  const { asked } = await withAsked(() => createStore(db).factors.kindsOf(organizationId, ['harry', 'hermione']));
  const steps = await planOf(db, asked.find((sql) => sql.includes('from "factors"')) ?? '');
  assert.match(steps, /^SEARCH factors USING INDEX \w+ \(organization_id=\? AND user_id=\?\)/);
});

it('people without a password are counted in their index alone', async () => {
  await using db = openStore(':memory:');
  await migrate(db);
  const count = `select count(*) from credentials where organization_id = 'one' and password_hash is null`;
  assert.match(await planOf(db, count), /COVERING INDEX credentials_to_be_set/);
});

it('people without a password are read off the index that has them by user name', async () => {
  await using db = openStore(':memory:');
  await migrate(db);
  const query = { descending: false, skip: 5000, limit: 25 };
  const { asked } = await withAsked(() => openInvitations(db, organizationId, query));
  const page = asked.find((sql) => sql.includes('"name_key" asc')) ?? '';
  const steps = await planOf(db, page);
  assert.match(steps, /^SEARCH credentials USING (COVERING )?INDEX credentials_name_key/);
  assert.doesNotMatch(steps, /TEMP B-TREE/);
});
