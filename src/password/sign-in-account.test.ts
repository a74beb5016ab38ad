import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { permitOperator } from '../directory/permission.ts';
import { provisionOrganization, provisionUser } from '../provisioning/provision.ts';
import { arrangeUser, harry, school, usePasswordWorld } from './password.fixture.ts';
import { findAccount } from './sign-in-account.ts';

const world = usePasswordWorld();
const provisioning = permitOperator('installation.provision');
const other = { id: 'e1c20cd0-1a70-483b-a6f0-6650ae242e4d', name: 'Durmstrang' };

/** Puts a person with this name and address into another organization, beside the default one. */
async function arrangeOther(names: { readonly userName: string; readonly email: string | null }): Promise<void> {
  await world.db.updateTable('organizations').set({ name_key: 'DEFAULT' }).where('id', '=', school.id).execute();
  const person = (await world.store.users.find(harry)) ?? assert.fail();
  const user = { ...person, ...names, organizationId: other.id, id: 'viktor' };
  await world.store.transaction(async (tables) => {
    await provisionOrganization(tables, provisioning, { ...other, createdAt: 0 });
    await provisionUser(tables, provisioning, { user, passwordHash: null, mustChange: false, groupIds: [] });
  });
}

const found = async (typed: string) => {
  const { organizationId, user } = await findAccount(world.store, 'anywhere', typed);
  return [organizationId, user?.id];
};

describe('an account that is looked for anywhere', () => {
  it('is found by an address that one organization knows', async () => {
    await arrangeOther({ userName: 'viktor', email: 'viktor@durmstrang.example' });
    assert.deepEqual(await found('Viktor@Durmstrang.example'), [other.id, 'viktor']);
    assert.deepEqual(await found('harry@hogwarts.example'), [school.id, harry.id]);
  });

  it('is found by an address that is a user name', async () => {
    await arrangeOther({ userName: 'viktor@durmstrang.example', email: null });
    assert.deepEqual(await found('viktor@durmstrang.example'), [other.id, 'viktor']);
  });

  it('is the one of the default organization when several know the address, in whichever way', async () => {
    await arrangeOther({ userName: 'viktor', email: 'harry@hogwarts.example' });
    assert.deepEqual(await found('harry@hogwarts.example'), [school.id, harry.id]);
    await arrangeUser(world, { user_name: 'h@x.example', user_name_key: 'H@X.EXAMPLE', email: null, email_key: null });
    await world.db.updateTable('users').set({ email_key: 'H@X.EXAMPLE' }).where('id', '=', 'viktor').execute();
    assert.deepEqual(await found('h@x.example'), [school.id, harry.id]);
  });

  it('is looked for in the default organization by a user name, and by an address that nobody has', async () => {
    await arrangeOther({ userName: 'viktor', email: 'viktor@durmstrang.example' });
    assert.deepEqual(await found('harry'), [school.id, harry.id]);
    assert.deepEqual(await found('viktor'), [school.id, undefined]);
    assert.deepEqual(await found('nobody@durmstrang.example'), [school.id, undefined]);
  });

  it('is none of an organization that was deleted', async () => {
    await arrangeOther({ userName: 'viktor', email: 'viktor@durmstrang.example' });
    await world.store.organizations.delete(other.id, 1);
    assert.deepEqual(await found('viktor@durmstrang.example'), [school.id, undefined]);
  });
});
