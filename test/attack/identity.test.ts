import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, it } from 'node:test';
import { purgeOrganizations } from '../../src/directory/organization/purge.ts';
import { hostId } from '../../src/directory/organization.ts';
import { permitOperator } from '../../src/directory/permission.ts';
import { nothingBreached } from '../../src/password/breached.ts';
import { applySeed } from '../../src/seed/apply.ts';
import { parseSeed } from '../../src/seed/read.ts';
import { type Account, createAccount } from '../support/accounts.ts';
import { apiOf } from '../support/api.ts';
import { useGatehouse } from '../support/gatehouse.ts';
import { token } from '../support/http.ts';
import { createApplication } from '../support/oauth.ts';
import { world } from '../support/world.ts';

// An API that knows people by `iss` and `sub`, as it should, must never take one account for another.

let bearer = '';
let root: Account;
let stranger: Account;
const gatehouse = useGatehouse(async (server) => {
  bearer = await token(server, 'PM.User PM.RobotAccount');
  root = await createAccount(server, null, { organizationId: hostId, isAdministrator: true });
  stranger = await createAccount(server, null, { organizationId: world.otherOrganization.id });
});
const call = apiOf(gatehouse, () => bearer);

const partitionGlobalId = world.organization.id;
const codes = (errors: readonly { readonly code: string }[]) => errors.map(({ code }) => code);
const single = (id: string) => call('POST', '/api/User', { partitionGlobalId, id, userName: `thief-${randomUUID()}` });
const bulk = (...ids: readonly string[]) =>
  call('POST', '/api/User/BulkCreate', {
    partitionGlobalId,
    users: ids.map((id) => ({ id, userName: `thief-${randomUUID()}` })),
  });
const robot = (id: string) =>
  call('POST', '/api/RobotAccount', { partitionGlobalId, id, name: `thief-${randomUUID()}` });

/** Tries to have the id in every way in which one can be chosen. */
async function assertOutOfReach(id: string): Promise<void> {
  const one = await single(id);
  assert.deepEqual([one.status, codes(one.json.errors)], [400, ['DuplicateUserId']], one.text);
  const many = await bulk(randomUUID(), id);
  assert.deepEqual(
    [many.status, codes(many.json.result?.errors ?? many.json.errors)],
    [400, ['DuplicateUserId']],
    many.text,
  );
  const machine = await robot(id);
  assert.deepEqual([machine.status, machine.json.detail], [409, `An account with the id '${id}' already exists.`]);
  for (const members of [
    `users: [{ id: ${id}, userName: thief }]`,
    `applications: [{ id: ${id}, name: Thief, secret: secret-of-sixteen }]`,
  ]) {
    const seed = parseSeed(`organizations: [{ name: Hogwarts, ${members} }]`, 'seed.yaml');
    await assert.rejects(
      applySeed(
        gatehouse.store,
        permitOperator('installation.provision'),
        { hasher: {} as never, breached: nothingBreached },
        seed,
        Date.now(),
      ),
      /id of an? /,
    );
  }
}

describe('an id', () => {
  it('of the host’s administrator is out of reach of an organization', async () => {
    await assertOutOfReach(root.id);
  });

  it('of another organization’s user, application or robot account is out of reach', async () => {
    await assertOutOfReach(stranger.id);
    await assertOutOfReach(world.otherApplication.id);
    const id = randomUUID();
    const { store } = gatehouse;
    const theirs = {
      organizationId: world.otherOrganization.id,
      id,
      name: 'Theirs',
      displayName: 'Theirs',
      createdAt: 1,
    };
    await store.transaction(({ robotAccounts }) => robotAccounts.insert(theirs));
    await assertOutOfReach(id);
  });

  it('of a public application, which is in no group, is out of reach', async () => {
    const { id } = await createApplication(gatehouse, {
      organizationId: world.otherOrganization.id,
      isConfidential: false,
    });
    await assertOutOfReach(id);
  });

  it('of a deleted robot account is not given again', async () => {
    const id = randomUUID();
    assert.equal((await robot(id)).status, 201);
    assert.equal((await call('DELETE', `/api/RobotAccount/${partitionGlobalId}/${id}`)).status, 204);
    await assertOutOfReach(id);
  });

  it('of a deleted user is not given again, also when its whole organization is gone for good', async () => {
    const organizationId = randomUUID();
    const { store } = gatehouse;
    await store.organizations.insert({ id: organizationId, name: 'Beauxbatons', createdAt: 1 });
    const { id } = await createAccount(gatehouse, null, { organizationId });
    await store.organizations.delete(organizationId, 2);
    while ((await purgeOrganizations(store, 3, 3, 100)) > 0);
    assert.equal(await store.organizations.isIdTaken(organizationId), false);
    await assertOutOfReach(id);
  });

  it('that two users of one request want goes to neither', async () => {
    const id = randomUUID();
    const { status } = await bulk(id, id);
    assert.equal(status, 400);
    assert.equal(await gatehouse.store.subjects.find(id), undefined);
  });

  it('goes to one of many who want it at the same time', async () => {
    const id = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? single(id) : robot(id))));
    const made = answers.filter(({ status }) => status < 300);
    assert.equal(made.length, 1, answers.map(({ status }) => status).join());
    assert.ok(answers.every(({ status }) => [200, 201, 400, 409].includes(status)));
  });
});
