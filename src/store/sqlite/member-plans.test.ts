import assert from 'node:assert/strict';
import { it } from 'node:test';
import { CompiledQuery } from 'kysely';
import { permitOperator } from '../../directory/permission.ts';
import { newUser } from '../../directory/user.fixture.ts';
import { provisionOrganization } from '../../provisioning/provision.ts';
import { withAsked } from '../asked.fixture.ts';
import { migrate } from '../migrate.ts';
import { openStore } from '../open.ts';
import { createStore } from '../store.ts';
import { planOf } from './plan.fixture.ts';

const organizationId = '6f53dc9a-9b9d-463e-8ad0-0bff6aeee25b';

const clubs = Array.from({ length: 300 }, (_, n) => `club ${n}`);

it('members are found by what is in the groups, and not by looking through everybody who could be', async () => {
  await using db = openStore(':memory:');
  await migrate(db);
  await createStore(db).transaction(async (tables) => {
    const provisioning = permitOperator('installation.provision');
    await provisionOrganization(tables, provisioning, { id: organizationId, name: 'Hogwarts', createdAt: 0 });
    await tables.users.insertMany(organizationId, [newUser({ organizationId, id: 'harry', userName: 'harry' })]);
    for (const id of clubs) {
      await tables.groups.insert({ organizationId, id, name: id, type: 'custom', createdAt: 0 });
      await tables.memberships.add(organizationId, id, [{ id: 'harry', type: 'user' }]);
    }
  });
  // The store believes from here on that there are very few applications and robot accounts.
  await db.executeQuery(CompiledQuery.raw('analyze'));
  const { memberships } = createStore(db);
  const { asked } = await withAsked(async () => {
    await memberships.ofGroups(organizationId, clubs);
    await memberships.page(organizationId, 'club 0', { orderBy: 'name', descending: false, skip: 0, limit: 10 });
  });
  const statements = asked.filter((sql) => sql.includes('"robot_accounts"'));
  assert.ok(statements.length >= 3);
  for (const statement of statements) {
    const steps = await planOf(db, statement);
    const order = [...steps.matchAll(/(?:SEARCH|SCAN) ([em])\b/g)].map(([, table]) => table).join('');
    assert.equal(order, 'mememe', steps);
  }
});

it('administrators with an address are found among the members of their group, and not among everybody', async () => {
  await using db = openStore(':memory:');
  await migrate(db);
  const { memberships } = createStore(db);
  const { asked } = await withAsked(() => memberships.administratorsWithEmail(organizationId, 10));
  const steps = await planOf(db, asked.find((sql) => sql.includes('"users"')) ?? '');
  assert.match(steps, /^SEARCH m USING .*; SEARCH u USING INDEX \w+ \(organization_id=\? AND id=\?\)/);
});

it('secrets are looked up application by application', async () => {
  await using db = openStore(':memory:');
  await migrate(db);
  const { applicationRegistry } = createStore(db);
  const { asked } = await withAsked(() => applicationRegistry.find(organizationId, 'librarian'));
  const steps = await planOf(db, asked.find((sql) => sql.includes('from "application_secrets"')) ?? '');
  assert.match(steps, /^SEARCH application_secrets USING INDEX \w+ \(organization_id=\? AND application_id=\?\)/);
});
