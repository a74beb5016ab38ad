import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { permitOperator } from '../directory/permission.ts';
import { newUser } from '../directory/user.fixture.ts';
import { provisionOrganization, provisionUser } from '../provisioning/provision.ts';
import { storedCostOf } from './hash.ts';
import { arrangeCredential, arrangeLock, school } from './password.fixture.ts';
import { useSignIns } from './sign-in.fixture.ts';

const { world, attempt, wrong } = useSignIns();
const operator = permitOperator('installation.provision');

/** PBKDF2 that takes some times as long as a hash of ours, of a password that nobody has. */
const slow = `$pbkdf2-sha256$50000$KGVMqZXy3nvvPUdoLSXEeA$${'A'.repeat(43)}`;
const ministry = { id: 'e2a1b0b6-0d5c-4f0a-8f43-6f4a9f4b7c11', name: 'Ministry' };

async function arrangeDearHash(organizationId: string): Promise<void> {
  const user = newUser({ organizationId, id: 'ron', userName: 'ron', email: 'ron@hogwarts.example', createdAt: 0 });
  const credential = { passwordHash: slow, hashCost: storedCostOf(slow), mustChange: false, groupIds: [] };
  await world.store.transaction((tables) => provisionUser(tables, operator, { user, ...credential }));
}

/** Refused, and no sooner than a thread has worked for as long as the slowest hash takes. */
async function assertAsLongAsTheSlowest(refusing: () => ReturnType<typeof wrong>): Promise<void> {
  const leastMs = world.hasher.refusalMs(slow);
  const start = performance.now();
  assert.equal((await refusing()).outcome, 'refused');
  assert.ok(performance.now() - start >= leastMs);
}

describe('where somebody has a hash that was made elsewhere, a wrong password takes as long as it', () => {
  beforeEach(async () => {
    await arrangeDearHash(school.id);
    // What it takes here is known from now on.
    await wrong({ userNameOrEmail: 'nobody' });
  });

  it('at a name that nobody has', () => assertAsLongAsTheSlowest(() => wrong({ userNameOrEmail: 'draco' })));

  it('at a hash that was made here', () => assertAsLongAsTheSlowest(() => wrong()));

  it('at the slowest hash', () => assertAsLongAsTheSlowest(() => wrong({ userNameOrEmail: 'ron' })));

  it('at a hash that takes hardly any time', async () => {
    const digest = '{SSHA}nqfThueUdCGttj5r4o/V/+CpAVtHaI2R';
    await arrangeCredential(world, { password_hash: digest, hash_cost: storedCostOf(digest) });
    await assertAsLongAsTheSlowest(() => wrong());
  });

  it('at a locked account, whatever the password', async () => {
    await arrangeLock(world);
    await assertAsLongAsTheSlowest(() => attempt());
  });

  it('at an account without a password', async () => {
    await arrangeCredential(world, { password_hash: null });
    await assertAsLongAsTheSlowest(() => wrong());
  });
});

describe('where an address is looked for everywhere, a wrong password takes as long as the slowest hash of all', () => {
  it('whoever has the address', async () => {
    await world.store.transaction((tables) => provisionOrganization(tables, operator, { ...ministry, createdAt: 0 }));
    await arrangeDearHash(ministry.id);
    await wrong({ organization: 'anywhere', userNameOrEmail: 'nobody@hogwarts.example' });
    for (const userNameOrEmail of ['nobody@hogwarts.example', 'harry@hogwarts.example', 'ron@hogwarts.example']) {
      await assertAsLongAsTheSlowest(() => wrong({ organization: 'anywhere', userNameOrEmail }));
    }
  });
});
