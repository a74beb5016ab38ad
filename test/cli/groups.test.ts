import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { useGatehouse } from '../support/gatehouse.ts';
import { objectsIn, operatorOf, operatorsAudit } from '../support/operator.ts';
import { emptyOrganization } from './import.fixture.ts';

const gatehouse = useGatehouse();
const operator = operatorOf(gatehouse);

/** An organization with two people. */
async function school() {
  const { id, name } = await emptyOrganization(gatehouse);
  const give = (...args: readonly string[]) => operator(...args, '--organization', name);
  for (const user of ['ada', 'bea']) assert.equal((await give('user', 'create', user, '--no-password')).code, 0);
  return { id, give };
}

describe('gatehouse group', () => {
  it('makes a group, fills it, shows it and deletes it, with an entry of each in the audit', async () => {
    const { give } = await school();
    const made = await give('group', 'create', 'Choir', '--member', 'ada', '--json');
    assert.equal(made.code, 0, made.stderr);
    const [{ id: groupId }] = objectsIn(made.stdout);
    assert.equal((await give('group', 'add', 'choir', 'ada', 'bea')).stdout, 'ada, bea are in Choir now.\n');
    const members = objectsIn((await give('group', 'show', 'Choir', '--json')).stdout);
    assert.deepEqual(
      members.map(({ identifier, objectType }) => [identifier !== '', objectType]),
      [
        [true, 'DirectoryUser'],
        [true, 'DirectoryUser'],
      ],
    );
    assert.match((await give('group', 'show', 'Choir')).stdout, /^NAME .*\nada .*\nbea .*\n$/);
    const listed = objectsIn((await give('group', 'list', '--json')).stdout);
    assert.deepEqual(
      listed.filter(({ type }) => type === 'custom').map(({ name, memberCount }) => [name, memberCount]),
      [['Choir', 2]],
    );
    assert.equal(listed.find(({ name }) => name === 'Everyone').memberCount, null);
    assert.equal((await give('group', 'remove', 'Choir', 'ada')).stdout, 'ada is not in Choir now.\n');
    assert.equal((await give('group', 'delete', 'Choir')).code, 2);
    assert.equal((await give('group', 'delete', 'Choir', '--yes')).code, 0);
    assert.equal((await give('group', 'show', 'Choir')).code, 3);
    assert.deepEqual(
      await operatorsAudit(gatehouse, groupId),
      ['Create', 'Update', 'Update', 'Delete'].map((action) => `Group ${action}`),
    );
  });

  it('changes nothing when one of the members is not there, or the group may not be changed', async () => {
    const { give } = await school();
    assert.equal((await give('group', 'create', 'Choir')).code, 0);
    const missing = await give('group', 'add', 'Choir', 'ada', 'peeves');
    assert.equal(missing.code, 3);
    assert.match(missing.stderr, /There is no user, robot account or application "peeves"/);
    assert.equal((await give('group', 'show', 'Choir')).stdout, 'Nobody is in Choir.\n');
    assert.equal((await give('group', 'add', 'Everyone', 'ada')).code, 4);
    assert.equal((await give('group', 'delete', 'Administrators', '--yes')).code, 4);
    assert.equal((await give('group', 'create', 'CHOIR')).code, 4);
    assert.equal((await give('group', 'add', 'Choir')).code, 2);
  });
});

describe('gatehouse org', () => {
  it('makes an organization with tenants, whose first administrator is a user of it', async () => {
    const name = `Beauxbatons ${Date.now()}`;
    const made = await operator('org', 'create', name, '--tenant', 'Palace', '--json');
    assert.equal(made.code, 0, made.stderr);
    const [{ id, tenants }] = objectsIn(made.stdout);
    assert.deepEqual(
      tenants.map((tenant: { readonly name: string }) => tenant.name),
      ['Palace'],
    );
    const first = await operator(
      'user',
      'create',
      'maxime',
      '--group',
      'Administrators',
      '--generate',
      '--organization',
      name,
    );
    assert.equal(first.code, 0, first.stderr);
    const found = objectsIn((await operator('org', 'list', '--search', name, '--json')).stdout);
    assert.deepEqual(
      found.map((organization) => organization.id),
      [id],
    );
    assert.match((await operator('org', 'list')).stdout, /^NAME +STATE +TENANTS/);
    assert.equal((await operator('org', 'create', name)).code, 4);
    assert.equal((await operator('org', 'create', 'web')).code, 4);
  });
});
