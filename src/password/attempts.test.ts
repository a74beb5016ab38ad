import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { type Kysely, sql } from 'kysely';
import { dayMs } from '../directory/attempt-counter.ts';
import type { Store } from '../directory/store.ts';
import type { Database } from '../store/database.ts';
import { openEmptyStore } from '../store/store.fixture.ts';
import { createStore } from '../store/store.ts';
import {
  type Attempt,
  failAttempt,
  forgiveAttempt,
  isRefused,
  type LockoutPolicy,
  mostInADay,
  type Refusal,
  releaseAttempt,
  reserveAttempt,
} from './attempts.ts';
import type { Source } from './source.ts';

const user = { organizationId: 'school', id: 'har-3107' };
const limit = 5;
const lockoutMs = 5 * 60_000;
const policy: LockoutPolicy = { isEnabled: true, maxFailedAttempts: limit, lockoutMs, isPerSource: true };

const network = (n: number): Source => ({ kind: 'network', id: `10.0.${n}.0/24`, network: `10.0.${n}.0/24` });
const device: Source = { kind: 'device', id: 'laptop', network: '10.1.0.0/24' };
const owner: Source = { kind: 'owner', id: '', network: '10.1.0.0/24' };
const portal: Source = { kind: 'application', id: 'portal', network: '10.2.0.0/24' };

/** One account, its counters and a clock. */
class World implements AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly store: Store;
  now = 1_000_000 * dayMs;

  constructor(db: Kysely<Database>) {
    this.db = db;
    this.store = createStore(db);
  }

  static async open(): Promise<World> {
    const db = await openEmptyStore();
    return new World(db);
  }

  reserve(source: Source, rules = policy): Promise<Attempt | Refusal> {
    return reserveAttempt(this.store, { organizationId: 'school', user }, source, rules, this.now);
  }

  async reserved(source: Source, rules = policy): Promise<Attempt> {
    const attempt = await this.reserve(source, rules);
    assert.ok(!isRefused(attempt), `${source.kind} ${source.id} is refused`);
    return attempt;
  }

  fail(attempt: Attempt) {
    return this.store.transaction(({ attempts }) => failAttempt(attempts, attempt, this.now));
  }

  forgive(attempt: Attempt) {
    return this.store.transaction(({ attempts }) => forgiveAttempt(attempts, attempt));
  }

  /** Answers whether it was refused. */
  async guess(source: Source, rules = policy): Promise<boolean> {
    const attempt = await this.reserve(source, rules);
    if (!isRefused(attempt)) await this.fail(attempt);
    return isRefused(attempt);
  }

  async rows(): Promise<number> {
    return (await this.db.selectFrom('password_attempts').selectAll().execute()).length;
  }

  async [Symbol.asyncDispose]() {
    await this.db.destroy();
  }
}

describe('the attempts of a source', () => {
  it('are as many as the limit, and the failure that reaches it says until when the source is locked', async () => {
    await using world = await World.open();
    for (let n = 1; n < limit; n++) assert.equal(await world.fail(await world.reserved(portal)), undefined);
    const lock = await world.fail(await world.reserved(portal));
    assert.deepEqual(lock, { kind: 'application', until: world.now + lockoutMs });
    assert.ok(isRefused(await world.reserve(portal)));
  });

  it('say who was refused first since the lock, and count the others', async () => {
    await using world = await World.open();
    for (let n = 0; n < limit; n++) await world.guess(portal);
    const refusals = [await world.reserve(portal), await world.reserve(portal), await world.reserve(portal)];
    assert.deepEqual(
      refusals.map((refusal) => isRefused(refusal) && refusal.isFirst),
      [true, false, false],
    );
    assert.equal((await world.store.attempts.ofUser(user))[0]?.refused, 3);
  });

  it('that are refused again and again cost few writes, and are nearly all counted', async () => {
    await using world = await World.open();
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
    await using world = await World.open();
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
    await using world = await World.open();
    for (let n = 0; n < limit; n++) await world.guess(portal);
    world.now += lockoutMs - 1;
    assert.ok(isRefused(await world.reserve(portal)));
    world.now += 1;
    for (let n = 0; n < limit; n++) assert.equal(await world.guess(portal), false);
    assert.equal(await world.guess(portal), true);
  });

  it('are refused while as many are pending, without a lock; an end but a failure makes room', async () => {
    await using world = await World.open();
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

  it('that were pending when the process died do not count after the next start', async () => {
    await using world = await World.open();
    for (let n = 0; n < limit; n++) await world.reserved(portal);
    await world.store.attempts.endPending();
    for (let n = 0; n < limit; n++) assert.equal(await world.guess(portal), false);
  });

  it('that were pending in another process that died do not count after a while', async () => {
    await using world = await World.open();
    for (let n = 0; n < limit; n++) await world.reserved(portal);
    world.now += 10 * 60_000;
    for (let n = 0; n < limit; n++) assert.equal(await world.guess(portal), false);
  });

  it('are forgiven by a right password, for that source alone', async () => {
    await using world = await World.open();
    for (const source of [portal, device]) for (let n = 1; n < limit; n++) await world.guess(source);
    await world.forgive(await world.reserved(device));
    await world.guess(device);
    await world.guess(portal);
    assert.ok(!isRefused(await world.reserve(device)));
    assert.ok(isRefused(await world.reserve(portal)));
  });

  it('lock after the next failure where the limit was lowered below what has failed', async () => {
    await using world = await World.open();
    for (let n = 0; n < 4; n++) await world.guess(portal);
    const strict = { ...policy, maxFailedAttempts: 2 };
    assert.equal(await world.guess(portal, strict), false);
    assert.equal(await world.guess(portal, strict), true);
  });

  it('are not counted where the lock-out is switched off', async () => {
    await using world = await World.open();
    for (let n = 0; n < 200; n++) assert.equal(await world.guess(portal, { ...policy, isEnabled: false }), false);
    assert.equal(await world.rows(), 0);
  });

  it('are counted for everybody together where the organization wants it so', async () => {
    await using world = await World.open();
    const together = { ...policy, isPerSource: false };
    for (let n = 1; n < limit; n++) assert.equal(await world.guess(network(n), together), false);
    const lock = await world.fail(await world.reserved(portal, together));
    assert.deepEqual(lock, { kind: 'everybody', until: world.now + lockoutMs });
    for (const source of [owner, device, network(9)]) assert.equal(await world.guess(source, together), true);
  });

  it('of a name that nobody has are counted in two rows, however many there are, and never refused', async () => {
    await using world = await World.open();
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
    await using world = await World.open();
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

  it('leave no row behind whose attempt came to nothing', async () => {
    await using world = await World.open();
    for (let n = 0; n < 50; n++) await releaseAttempt(world.store, await world.reserved(network(n)));
    assert.equal(await world.rows(), 0);
    for (let n = 0; n < mostInADay; n++) await world.guess(network(n % 20));
    const before = await world.rows();
    for (let n = 100; n < 150; n++) assert.equal(await world.guess(network(n)), true);
    assert.equal(await world.rows(), before);
  });

  it('have no more attempts because somebody signed in, or because the password was changed', async () => {
    await using world = await World.open();
    for (let n = 0; n < mostInADay - 1; n++) await world.guess(network(n));
    await world.forgive(await world.reserved(device));
    await world.forgive(await world.reserved(network(200)));
    await world.store.attempts.startAnew(user);
    assert.equal(await world.guess(network(201)), false);
    assert.equal(await world.guess(network(202)), true);
  });

  it('may try again when an administrator lifts the locks', async () => {
    await using world = await World.open();
    for (let n = 0; n < mostInADay; n++) await world.guess(network(n));
    assert.equal(await world.store.attempts.lift(user), true);
    assert.equal(await world.guess(network(1)), false);
    assert.equal(await world.store.attempts.lift({ ...user, id: 'other' }), false);
  });
});

const networks = 40;
const sources = [...Array.from({ length: networks }, (_, n) => network(n)), device, owner, portal];
const anySource = fc.oneof(fc.nat(networks - 1), fc.integer({ min: networks, max: sources.length - 1 }));

/** What can happen to an account. `which` chooses among the pending attempts. */
const event = fc.oneof(
  // From one network after the other.
  fc.record({ kind: fc.constant('siege' as const), count: fc.nat(130) }),
  fc.record({ kind: fc.constant('parallelSiege' as const), count: fc.nat(130) }),
  // As long as it takes, from one source.
  fc.record({ kind: fc.constant('patience' as const), source: anySource, count: fc.nat(150) }),
  fc.record({ kind: fc.constant('begin' as const), source: anySource }),
  fc.record({ kind: fc.constant('wrong' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('right' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('neither' as const), which: fc.nat() }),
  fc.record({
    kind: fc.constant('wait' as const),
    ms: fc.constantFrom(1000, lockoutMs, 3_600_000, dayMs / 2, dayMs - 1, dayMs),
  }),
  fc.constant({ kind: 'crash' as const }),
  fc.constant({ kind: 'change' as const }),
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

interface Failure {
  readonly at: number;
  readonly source: Source;
}

const isStranger = ({ kind }: Source) => kind === 'network';

/** The most of these that lie within 24 hours of each other. */
function densest(failures: readonly Failure[]): number {
  return Math.max(
    0,
    ...failures.map(({ at }) => failures.filter((other) => other.at >= at && other.at < at + dayMs).length),
  );
}

/** Plays events against the store, and knows what it must never do. */
class Game {
  readonly world: World;
  /** Of strangers; of the other sources, those since the latest change of the password. */
  failures: readonly Failure[] = [];
  /** Wrong passwords since the latest success, lock or change. */
  readonly #inARow = new Map<Source, number>();
  readonly #lockedUntil = new Map<Source, number>();
  #pending: { readonly source: Source; readonly attempt: Attempt }[] = [];

  constructor(world: World) {
    this.world = world;
  }

  async play(one: Event): Promise<void> {
    if (one.kind === 'siege') for (let n = 0; n < one.count; n++) await this.#guess(oneOfMany(n));
    if (one.kind === 'parallelSiege') for (let n = 0; n < one.count; n++) await this.#begin(oneOfMany(n));
    if (one.kind === 'parallelSiege') await this.#settleAll('wrong');
    if (one.kind === 'patience') await this.#keepGuessing(sources[one.source] as Source, one.count);
    if (one.kind === 'begin') await this.#begin(sources[one.source] as Source);
    if (one.kind === 'wrong' || one.kind === 'right' || one.kind === 'neither') {
      await this.#settle(one.which % Math.max(this.#pending.length, 1), one.kind);
    }
    if (one.kind === 'wait') await this.#wait(one.ms);
    if (one.kind === 'crash') {
      this.#pending = [];
      await this.world.store.attempts.endPending();
    }
    if (one.kind === 'change') {
      // What was verified against the old password is settled before another one is tried.
      await this.#settleAll('neither');
      await this.world.store.attempts.startAnew(user);
      this.#inARow.clear();
      this.#lockedUntil.clear();
      this.failures = this.failures.filter((failure) => isStranger(failure.source));
    }
  }

  async #begin(source: Source): Promise<boolean> {
    const attempt = await this.world.reserve(source);
    const others = this.#pending.filter((one) => one.source === source).length;
    if (isRefused(attempt)) {
      const hasFailed = this.failures.some((failure) => failure.source === source);
      assert.ok(isStranger(source) || hasFailed || others === limit, `${source.kind} was refused`);
      return false;
    }
    assert.ok(this.world.now >= (this.#lockedUntil.get(source) ?? 0), 'verified while locked');
    assert.ok((this.#inARow.get(source) ?? 0) + others < limit, 'verified beyond the limit');
    this.#pending.push({ source, attempt });
    return true;
  }

  async #settle(which: number, kind: 'wrong' | 'right' | 'neither'): Promise<void> {
    const [one] = this.#pending.splice(which, 1);
    if (!one) return;
    const { source, attempt } = one;
    if (kind === 'neither') return await releaseAttempt(this.world.store, attempt);
    if (kind === 'right') this.#inARow.set(source, 0);
    if (kind === 'right') return await this.world.forgive(attempt);
    this.failures = [...this.failures, { at: this.world.now, source }];
    const lock = await this.world.fail(attempt);
    const inARow = (this.#inARow.get(source) ?? 0) + 1;
    this.#inARow.set(source, inARow % limit);
    if (inARow < limit) return;
    assert.ok(lock, 'the limit was reached and nothing is locked');
    this.#lockedUntil.set(source, this.world.now + lockoutMs);
  }

  async #settleAll(kind: 'wrong' | 'neither'): Promise<void> {
    while (this.#pending.length > 0) await this.#settle(0, kind);
  }

  async #guess(source: Source): Promise<void> {
    if (await this.#begin(source)) await this.#settle(this.#pending.length - 1, 'wrong');
  }

  async #keepGuessing(source: Source, count: number): Promise<void> {
    for (let n = 0; n < count; n++) {
      if (n % limit === 0) await this.#wait(lockoutMs);
      await this.#guess(source);
    }
  }

  async #wait(ms: number): Promise<void> {
    this.world.now += ms;
    // No attempt is pending for longer than a hash may take.
    if (ms >= lockoutMs) await this.#settleAll('neither');
  }
}

const oneOfMany = (n: number): Source => sources[n % networks] as Source;

describe('whatever happens, in whatever order', () => {
  it('no 24 hours have more than a hundred wrong passwords of strangers or of one source, none is verified beyond a limit, and no source is refused for what others did', async () => {
    await using world = await World.open();
    await fc.assert(
      fc.asyncProperty(fc.nat(dayMs - 1), fc.array(event, { maxLength: 30, size: 'max' }), async (start, events) => {
        world.now = 1_000_000 * dayMs + start;
        await world.db.deleteFrom('password_attempts').execute();
        const game = new Game(world);
        for (const one of events) await game.play(one);
        const { failures } = game;
        assert.ok(densest(failures.filter(({ source }) => isStranger(source))) <= mostInADay, 'strangers');
        for (const source of [device, owner, portal]) {
          assert.ok(densest(failures.filter((failure) => failure.source === source)) <= mostInADay, source.kind);
        }
      }),
      { numRuns: 30 },
    );
  });
});
