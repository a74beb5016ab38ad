import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { administratorsGroupId } from '../directory/group.ts';
import { managementScopes } from '../directory/scope.ts';
import { nothingBreached as breached } from '../password/breached.ts';
import { install } from '../provisioning/installation.ts';
import { nothing, operator, untouched, useSeedWorld } from './apply.fixture.ts';
import { applySeed } from './apply.ts';
import { readSeed } from './read.ts';

const hogwarts = fileURLToPath(new URL('../../examples/hogwarts.yaml', import.meta.url));
const world = useSeedWorld();

describe('the example world', () => {
  it('applies to a fresh installation, once', async () => {
    await install(world.store, operator, world.pool, 1);
    const seed = readSeed(hogwarts);
    const result = await applySeed(world.store, operator, { hasher: world.pool, breached }, seed, 1000);
    assert.deepEqual(result, {
      ...nothing,
      organizations: 2,
      tenants: 4,
      groups: 2,
      users: 5,
      memberships: 5,
      applications: 2,
    });
    assert.deepEqual(await applySeed(world.store, operator, { hasher: untouched, breached }, seed, 2000), nothing);

    const organization = (await world.store.organizations.find('Hogwarts')) ?? assert.fail();
    assert.ok(await world.store.organizations.findTenant(organization.id, 'Gryffindor'));
    const harry = { organizationId: organization.id, id: 'har-3107' };
    const { passwordHash } = (await world.store.credentials.find(harry)) ?? assert.fail();
    assert.equal(await world.pool.verify(passwordHash ?? '', 'al0h0m0ra-account'), true);
    assert.equal(await world.store.groups.isMember(organization.id, administratorsGroupId, 'minerva'), true);
  });

  it('gives both of its applications every management scope', () => {
    for (const { applications } of readSeed(hogwarts).organizations) {
      const [application] = applications;
      assert.deepEqual(
        application?.scopes,
        managementScopes.map((name) => ({ name, type: 'both' })),
      );
    }
  });
});
