import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dayMs } from '../directory/attempt-counter.ts';
import { AttemptWorld, device, limit, lockoutMs, network, owner, portal, user } from './attempts.fixture.ts';
import { type Attempt, isRefused, mostInADay, releaseAttempt } from './attempts.ts';
import type { Source } from './source.ts';

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
  readonly world: AttemptWorld;
  /** Of strangers; of the other sources, those since the latest change of the password. */
  failures: readonly Failure[] = [];
  /** Wrong passwords since the latest success, lock or change. */
  readonly #inARow = new Map<Source, number>();
  readonly #lockedUntil = new Map<Source, number>();
  #pending: { readonly source: Source; readonly attempt: Attempt }[] = [];

  constructor(world: AttemptWorld) {
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
    await using world = await AttemptWorld.open();
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
