import assert from 'node:assert/strict';
import type { Kysely } from 'kysely';
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
  type Refusal,
  reserveAttempt,
} from './attempts.ts';
import type { Source } from './source.ts';

export const user = { organizationId: 'school', id: 'har-3107' };
export const limit = 5;
export const lockoutMs = 5 * 60_000;
export const policy: LockoutPolicy = { isEnabled: true, maxFailedAttempts: limit, lockoutMs, isPerSource: true };

export const network = (n: number): Source => ({ kind: 'network', id: `10.0.${n}.0/24`, network: `10.0.${n}.0/24` });
export const device: Source = { kind: 'device', id: 'laptop', network: '10.1.0.0/24' };
export const owner: Source = { kind: 'owner', id: '', network: '10.1.0.0/24' };
export const portal: Source = { kind: 'application', id: 'portal', network: '10.2.0.0/24' };

/** One account, its counters and a clock. */
export class AttemptWorld implements AsyncDisposable {
  readonly db: Kysely<Database>;
  readonly store: Store;
  now = 1_000_000 * dayMs;

  constructor(db: Kysely<Database>) {
    this.db = db;
    this.store = createStore(db);
  }

  static async open(): Promise<AttemptWorld> {
    const db = await openEmptyStore();
    return new AttemptWorld(db);
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

  /** Returns whether it was refused. */
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
