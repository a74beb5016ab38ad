import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { sql } from 'kysely';
import { dayMs } from '../directory/attempt-counter.ts';
import { onEmbedded } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import { AttemptWorld, device, limit, lockoutMs, network, owner, policy, portal, user } from './attempts.fixture.ts';
import { isRefused, mostInADay, releaseAttempt, reserveAttempt } from './attempts.ts';

describe('the attempts of a source', () => {
  it('are as many as the limit, and the failure that reaches it says until when the source is locked', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 1; n < limit; n++) assert.equal(await world.fail(await world.reserved(portal)), undefined);
    const lock = await world.fail(await world.reserved(portal));
    assert.deepEqual(lock, { kind: 'application', until: world.now + lockoutMs });
    assert.ok(isRefused(await world.reserve(portal)));
  });

  it('say who was refused first since the lock, and count the others', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < limit; n++) await world.guess(portal);
    const refusals = [await world.reserve(portal), await world.reserve(portal), await world.reserve(portal)];
    assert.deepEqual(
      refusals.map((refusal) => isRefused(refusal) && refusal.isFirst),
      [true, false, false],
    );
    assert.equal((await world.store.attempts.ofUser(user))[0]?.refused, 3);
  });

  it('that are refused again and again cost few writes, and are nearly all counted', onEmbedded, async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < limit; n++) await world.guess(portal);
    const writes = async () =>
      (await sql<{ n: number }>`select total_changes() as n`.execute(world.db)).rows[0]?.n ?? 0;
    const before = await writes();
    for (let n = 0; n < 1_000; n++) assert.ok(isRefused(await world.reserve(portal)));
    assert.ok((await writes()) - before < 50);
    const { refused = 0 } = (await world.store.attempts.ofUser(user))[0] ?? {};
    assert.ok(refused > 750 && refused <= 1_000, `${refused} counted`);
  });

  it('are no more for requests that looked at the clock before others that came first', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < limit; n++) await world.reserved(portal);
    world.now -= 5;
    assert.ok(isRefused(await world.reserve(portal)));
    await world.store.attempts.endPending();
    world.now += 5;
    for (let n = 0; n < limit; n++) await world.guess(portal);
    world.now -= 5;
    assert.ok(isRefused(await world.reserve(portal)));
  });

  it('are counted anew when the lock has run out', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < limit; n++) await world.guess(portal);
    world.now += lockoutMs - 1;
    assert.ok(isRefused(await world.reserve(portal)));
    world.now += 1;
    for (let n = 0; n < limit; n++) assert.equal(await world.guess(portal), false);
    assert.equal(await world.guess(portal), true);
  });

  it('are refused while as many are pending, without a lock; an end but a failure makes room', async () => {
    await using world = await AttemptWorld.open();
    const pending = [];
    for (let n = 0; n < limit; n++) pending.push(await world.reserved(portal));
    const refusal = await world.reserve(portal);
    assert.ok(isRefused(refusal) && !refusal.isFirst);
    const [one, two, ...others] = pending;
    assert.ok(one && two);
    await releaseAttempt(world.store, one);
    await world.forgive(two);
    for (let n = 0; n < 2; n++) others.push(await world.reserved(portal));
    for (const attempt of others) await releaseAttempt(world.store, attempt);
    assert.equal(await world.rows(), 0);
  });

  it('that were pending when the process died do not count after the next start', onEmbedded, async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < limit; n++) await world.reserved(portal);
    await world.store.attempts.endPending();
    for (let n = 0; n < limit; n++) assert.equal(await world.guess(portal), false);
  });

  it('that were pending in another process that died do not count after a while', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < limit; n++) await world.reserved(portal);
    world.now += 10 * 60_000;
    for (let n = 0; n < limit; n++) assert.equal(await world.guess(portal), false);
  });

  it('are forgiven by a right password, for that source alone', async () => {
    await using world = await AttemptWorld.open();
    for (const source of [portal, device]) for (let n = 1; n < limit; n++) await world.guess(source);
    await world.forgive(await world.reserved(device));
    await world.guess(device);
    await world.guess(portal);
    assert.ok(!isRefused(await world.reserve(device)));
    assert.ok(isRefused(await world.reserve(portal)));
  });

  it('lock after the next failure where the limit was lowered below what has failed', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < 4; n++) await world.guess(portal);
    const strict = { ...policy, maxFailedAttempts: 2 };
    assert.equal(await world.guess(portal, strict), false);
    assert.equal(await world.guess(portal, strict), true);
  });

  it('are not counted where the lock-out is switched off', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < 200; n++) assert.equal(await world.guess(portal, { ...policy, isEnabled: false }), false);
    assert.equal(await world.rows(), 0);
  });

  it('are counted for everybody together where the organization wants it so', async () => {
    await using world = await AttemptWorld.open();
    const together = { ...policy, isPerSource: false };
    for (let n = 1; n < limit; n++) assert.equal(await world.guess(network(n), together), false);
    const lock = await world.fail(await world.reserved(portal, together));
    assert.deepEqual(lock, { kind: 'everybody', until: world.now + lockoutMs });
    for (const source of [owner, device, network(9)]) assert.equal(await world.guess(source, together), true);
  });

  it('of a name that nobody has are counted in two rows, however many there are, and never refused', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < 200; n++) {
      const tried = { organizationId: 'school', user: undefined };
      const attempt = await reserveAttempt(world.store, tried, network(n), policy, world.now);
      assert.ok(!isRefused(attempt));
      assert.equal(await world.fail(attempt), undefined);
    }
    assert.equal(await world.rows(), 2);
  });
});

describe('strangers', () => {
  it('who have sent a hundred wrong passwords together are refused, and nobody else is', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < mostInADay - 1; n++) assert.equal(await world.guess(network(n)), false);
    const lock = await world.fail(await world.reserved(network(200)));
    assert.equal(lock?.kind, 'strangers');
    assert.equal(await world.guess(network(201)), true);
    for (const source of [device, owner, portal]) assert.ok(!isRefused(await world.reserve(source)));
    world.now = (lock?.until ?? 0) - 1;
    assert.equal(await world.guess(network(202)), true);
    world.now += 1;
    assert.equal(await world.guess(network(203)), false);
  });

  it('are told that they are locked also when some of the hundred were sent the day before', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < 40; n++) await world.guess(network(n));
    world.now += dayMs;
    for (let n = 41; n < mostInADay; n++) assert.equal(await world.fail(await world.reserved(network(n))), undefined);
    const lock = await world.fail(await world.reserved(network(200)));
    assert.deepEqual(lock, { kind: 'strangers', until: world.now + dayMs });
  });

  it('who are locked by their own network and all together at once are told of the longer lock', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < mostInADay - limit; n++) await world.guess(network(n));
    for (let n = 1; n < limit; n++) await world.guess(network(200));
    const lock = await world.fail(await world.reserved(network(200)));
    assert.deepEqual(lock, { kind: 'strangers', until: world.now + 2 * dayMs });
  });

  it('do not use up the hundred by coming back from a network that is locked', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < limit; n++) await world.guess(network(0));
    // Whatever the process remembers of refusals, another one does not.
    for (let n = 0; n < 2 * mostInADay; n++) {
      const store = createStore(world.db);
      assert.ok(
        isRefused(await reserveAttempt(store, { organizationId: 'school', user }, network(0), policy, world.now)),
      );
    }
    for (let n = limit; n < mostInADay; n++) assert.equal(await world.guess(network(n)), false, `${n}`);
  });

  it('leave no row behind whose attempt came to nothing', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < 50; n++) await releaseAttempt(world.store, await world.reserved(network(n)));
    assert.equal(await world.rows(), 0);
    for (let n = 0; n < mostInADay; n++) await world.guess(network(n % 20));
    const before = await world.rows();
    for (let n = 100; n < 150; n++) assert.equal(await world.guess(network(n)), true);
    assert.equal(await world.rows(), before);
  });

  it('have no more attempts because somebody signed in, or because the password was changed', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < mostInADay - 1; n++) await world.guess(network(n));
    await world.forgive(await world.reserved(device));
    await world.forgive(await world.reserved(network(200)));
    await world.store.attempts.startAnew(user);
    assert.equal(await world.guess(network(201)), false);
    assert.equal(await world.guess(network(202)), true);
  });

  it('may try again when an administrator lifts the locks', async () => {
    await using world = await AttemptWorld.open();
    for (let n = 0; n < mostInADay; n++) await world.guess(network(n));
    assert.equal(await world.store.attempts.lift(user), true);
    assert.equal(await world.guess(network(1)), false);
    assert.equal(await world.store.attempts.lift({ ...user, id: 'other' }), false);
  });
});
