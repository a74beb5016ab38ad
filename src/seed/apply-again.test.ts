import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { administratorsGroupId } from '../directory/group.ts';
import { install } from '../provisioning/installation.ts';
import { applyTo, contentOf, nothing, operator, school, schoolId, untouched, useSeedWorld } from './apply.fixture.ts';

const otherId = '467ef653-cafa-41ae-9c0f-19fee3c7932a';
const world = useSeedWorld();
const apply = applyTo.bind(undefined, world);

describe('applying a seed to a store that has some of it', () => {
  it('changes nothing the second time, and hashes nothing', async () => {
    await apply(school);
    const before = await contentOf(world);
    assert.deepEqual(await apply(school, untouched), nothing);
    assert.deepEqual(await contentOf(world), before);
  });

  it('leaves people and settings as they are, whatever the file says about them now', async () => {
    await apply(school);
    const before = await contentOf(world);
    const edited = school
      .replace('password: f1rst-password', 'password: an0ther-password, displayName: Harry, isActive: false')
      .replace('PreviousUseLimit: 3', 'PreviousUseLimit: 9');
    assert.deepEqual(await apply(edited, untouched), nothing);
    assert.deepEqual(await contentOf(world), before);
  });

  it('adds to an organization, its users and its groups what they lack', async () => {
    await apply(school);
    const extended = school
      .replace('[North]', '[North, South]')
      .replace('Limit: 3 }', 'Limit: 3, Auth.UserLockOut.IsEnabled: false }')
      .replace('[{ name: Prefects }]', '[{ name: Prefects }, { name: Team }]')
      .replace('groups: [Prefects]', 'groups: [Prefects, Team, Administrators]');
    const result = await apply(extended, untouched);
    assert.deepEqual(result, { ...nothing, tenants: 1, settings: 1, groups: 1, memberships: 2 });
    assert.equal(await world.store.groups.isMember(schoolId, administratorsGroupId, 'har-3107'), true);
    const { details } = await world.db
      .selectFrom('audit_entries')
      .select('details')
      .orderBy('sequence', 'desc')
      .executeTakeFirstOrThrow();
    assert.deepEqual(JSON.parse(details), { addedMember: 'har-3107' });
    assert.deepEqual(await apply(extended, untouched), nothing);
  });

  it('extends the organization of the first start when it is named', async () => {
    const installation = (await install(world.store, operator, world.pool, 1)) ?? assert.fail();
    const result = await apply(
      'organizations: [{ name: default, tenants: [Default, Second], users: [{ userName: Admin }, { userName: b }] }]',
    );
    assert.deepEqual(result, { ...nothing, tenants: 1, users: 1 });
    assert.ok(await world.store.organizations.findTenant(installation.organizationId, 'Second'));
  });

  it('recognises by their ids what was renamed since', async () => {
    const ids = school
      .replace('{ name: Prefects }', `{ id: ${otherId}, name: Prefects }`)
      .replace('[North]', `[{ id: ${otherId}, name: North }]`)
      .replace('{ userName: ron', '{ id: ron, userName: ron');
    await apply(ids);
    await world.db
      .updateTable('organizations')
      .set({ name: 'Academy', name_key: 'ACADEMY' })
      .where('id', '=', schoolId)
      .execute();
    await world.db.updateTable('tenants').set({ name: 'East', name_key: 'EAST' }).execute();
    await world.db
      .updateTable('groups')
      .set({ name: 'Elders', name_key: 'ELDERS' })
      .where('id', '=', otherId)
      .execute();
    await world.db.updateTable('users').set({ user_name: 'r', user_name_key: 'R' }).where('id', '=', 'ron').execute();
    assert.deepEqual(await apply(ids, untouched), nothing);
  });

  it('does not bring back a deleted user, even if another has the name now', async () => {
    await apply(school);
    await world.db.updateTable('users').set({ deleted_at: 2000 }).where('id', '=', 'har-3107').execute();
    await world.db.deleteFrom('memberships').execute();
    assert.deepEqual(await apply(school, untouched), nothing);
    await apply(`organizations: [{ name: School, users: [{ id: second, userName: harry }] }]`);
    assert.deepEqual(await apply(school, untouched), nothing);
  });
});
