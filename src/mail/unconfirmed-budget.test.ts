import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { permitOperator } from '../directory/permission.ts';
import { provisionOrganization } from '../provisioning/provision.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { UnconfirmedBudget } from './unconfirmed-budget.ts';

const organizationId = '11111111-1111-4111-8111-111111111111';
const hour = 3_600_000;
const invitations = { organizationId, kind: 'UserInvitation' };

async function open(perHour: number) {
  const db = await openEmptyStore();
  const store = createStore(db);
  await store.transaction((tables) =>
    provisionOrganization(tables, permitOperator('installation.provision'), {
      id: organizationId,
      name: 'A',
      createdAt: 1,
    }),
  );
  let time = 10 * hour;
  const told = async () => {
    const entries = await store.audit.after(organizationId, 0, 100);
    return entries.filter(({ action }) => action === 'DelayMail').map(({ details }) => JSON.parse(details));
  };
  const pass = (ms: number) => {
    time += ms;
  };
  const turns = new UnconfirmedBudget({ store, perHour, now: () => time });
  return { turns, told, pass, now: () => time, [Symbol.asyncDispose]: () => db.destroy() };
}

describe('messages to addresses that nobody has confirmed', () => {
  it('are as many in an hour as are allowed, and more in the next', async () => {
    await using world = await open(3);
    const taken = [1, 2, 3, 4].map(() => world.turns.take(invitations));
    assert.deepEqual(taken, [true, true, true, false]);
    world.pass(hour);
    assert.equal(world.turns.take(invitations), true);
  });

  it('have turns of their own for each kind and each organization', async () => {
    await using world = await open(1);
    assert.equal(world.turns.take(invitations), true);
    assert.equal(world.turns.take(invitations), false);
    assert.equal(world.turns.take({ ...invitations, kind: 'ForgotPassword' }), true);
    assert.equal(world.turns.take({ ...invitations, organizationId: 'other' }), true);
  });

  it('do not use up a turn when nobody was written to', async () => {
    await using world = await open(1);
    world.turns.take(invitations);
    world.turns.giveBack(invitations);
    assert.deepEqual([world.turns.take(invitations), world.turns.take(invitations)], [true, false]);
  });

  it('wait no longer than an hour when the clock is set back', async () => {
    await using world = await open(1);
    world.pass(1000 * hour);
    world.turns.take(invitations);
    world.pass(-1000 * hour);
    assert.equal(world.turns.take(invitations), true);
    assert.ok((await world.turns.postponeUntil(invitations)) <= world.now() + hour);
  });

  it('wait for the next hour, of which the organization is told once in the audit', async () => {
    await using world = await open(1);
    world.turns.take(invitations);
    const next = await world.turns.postponeUntil(invitations);
    assert.ok(next > world.now() && next <= world.now() + hour);
    assert.deepEqual(await world.told(), [{ kind: 'UserInvitation', perHour: 1, until: new Date(next).toISOString() }]);
    assert.equal(await world.turns.postponeUntil(invitations), next);
    assert.equal((await world.told()).length, 1);
    await world.turns.postponeUntil({ ...invitations, kind: 'ForgotPassword' });
    assert.equal((await world.told()).length, 2);
    world.pass(hour);
    world.turns.take(invitations);
    await world.turns.postponeUntil(invitations);
    assert.equal((await world.told()).length, 3);
  });
});
